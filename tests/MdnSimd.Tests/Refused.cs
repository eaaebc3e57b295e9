namespace MdnSimd.Tests;

/// <summary>Asserts on what a public method says of arguments that it does not take.</summary>
internal static class Refused
{
    /// <summary>An ArgumentException whose message has all the parts: the argument's name, what was got, what was expected.</summary>
    public static void ByName(Action action, params string[] parts)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(action);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
