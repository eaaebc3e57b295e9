namespace MdnSimd.Native;

/// <summary>A call that is refused at the border, with the status it returns.</summary>
internal sealed class Refusal(Status status, string message) : Exception(message)
{
    public Status Status { get; } = status;

    /// <summary>An argument that is not as mdnsimd.h says.</summary>
    /// <param name="name">Its name there.</param>
    /// <param name="problem">What it is, and what was expected.</param>
    public static Refusal Argument(string name, string problem) => new(Status.Argument, $"{name} {problem}");
}
