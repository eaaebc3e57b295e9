namespace MdnSimd.Cli;

/// <summary>Where a command writes, and when it has to end.</summary>
/// <param name="Output">The result: standard output.</param>
/// <param name="Error">Messages and progress: standard error.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C.</param>
internal sealed record CommandContext(TextWriter Output, TextWriter Error, CancellationToken Cancellation)
{
    /// <summary>Whether <see cref="Error"/> is a terminal that can show a progress bar.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> may be coloured: a terminal, and NO_COLOR (no-color.org) is not set.</summary>
    public bool Colour => ErrorIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Says something worth knowing.</summary>
    public void Note(string message) => Error.WriteLine($"{Label("note:", 36)} {OneLine.Of(message)}");

    /// <summary>Says something that may well be a mistake.</summary>
    public void Warn(string message) => Error.WriteLine($"{Label("warning:", 33)} {OneLine.Of(message)}");

    /// <summary>Says why the command failed; as compilers do, the place comes first.</summary>
    public void Fail(string message) => Error.WriteLine(OneLine.Of(message));

    private string Label(string text, int colour) => Colour ? $"\x1b[{colour}m{text}\x1b[0m" : text;
}
