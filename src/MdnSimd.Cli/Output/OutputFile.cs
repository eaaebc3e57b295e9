using System.Text;
using MdnSimd.Persistence;

namespace MdnSimd.Cli.Output;

/// <summary>The files of <c>-o</c>: a crash or an error leaves what was there before.</summary>
internal static class OutputFile
{
    /// <summary>Writes text to a file, or to a writer when no file is named.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="standard">Used when <paramref name="path"/> is null.</param>
    /// <param name="write">Writes everything.</param>
    /// <exception cref="CommandException">The file cannot be written; the message says why.</exception>
    public static void Write(string? path, TextWriter standard, Action<TextWriter> write)
    {
        if (path is null)
        {
            write(standard);
            return;
        }

        using AtomicFile file = Create(path);
        NameFailure(path, () => file.Complete(stream =>
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
            write(writer);
        }));
    }

    /// <summary>Saves a model.</summary>
    /// <exception cref="CommandException">The file cannot be written; the message says why.</exception>
    public static void Save(MdnModel<float> model, string path) => NameFailure(path, () => model.Save(path));

    /// <summary>Saves something by a method of the engine's, whose errors tell the path.</summary>
    /// <exception cref="CommandException">The file cannot be written; the message says why.</exception>
    public static void Save(string path, Action save) => NameFailure(path, save);

    /// <summary>Makes sure that the output would not replace what is read.</summary>
    /// <param name="path">The output, or null for standard output.</param>
    /// <param name="inputs">What every file that is read is, and its name.</param>
    /// <exception cref="CommandException">The output is one of the inputs, be it by another name or through links.</exception>
    public static void RequireApart(string? path, params ReadOnlySpan<(string Role, string Path)> inputs) =>
        RequireApart("-o", path, inputs);

    /// <summary>The same for an output that another option names.</summary>
    public static void RequireApart(string option, string? path, params ReadOnlySpan<(string Role, string Path)> inputs)
    {
        // A terminal may well be both.
        if (path is null || AtomicFile.IsDevice(Path.GetFullPath(path)))
        {
            return;
        }

        StringComparison comparison =
            OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        string output = RealPath.Of(path);
        foreach ((string role, string input) in inputs)
        {
            if (string.Equals(output, RealPath.Of(input), comparison))
            {
                throw CommandException.Usage($"{option}: {OneLine.Quote(path)} is the {role} file, which would be replaced");
            }
        }
    }

    /// <summary>Makes sure that a file can be written before long work begins.</summary>
    /// <exception cref="CommandException">It cannot; the message says why.</exception>
    public static void RequireWritable(string path) => Create(path).Dispose();

    private static AtomicFile Create(string path)
    {
        AtomicFile? file = null;
        NameFailure(path, () => file = AtomicFile.Create(path));
        return file!;
    }

    /// <summary>Turns the engine's <c>Cannot write 'path': Why.</c> into <c>path: cannot be written: why</c>.</summary>
    private static void NameFailure(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            string reason = exception.Message.Replace($"Cannot write '{path}': ", "", StringComparison.Ordinal).TrimEnd('.');
            throw new CommandException($"{path}: cannot be written: {reason}");
        }
    }
}
