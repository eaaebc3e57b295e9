using System.Reflection;

namespace MdnSimd.Tests;

/// <summary>What the tests of the two records of options share.</summary>
internal static class OptionsChecks
{
    /// <summary>Refused, with the option as the parameter's name, and the option and the value in the message.</summary>
    public static void AssertRefused(string option, string value, Func<object> check)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(check);
        Assert.Equal(option, error.ParamName);
        Assert.Contains($"{option} is {value}", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The public options of <typeparamref name="TOptions"/>, without those that cannot be wrong.</summary>
    public static IEnumerable<string> Of<TOptions>(params string[] never) => typeof(TOptions)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => property.Name)
        .Except(never)
        .Order(StringComparer.Ordinal);
}
