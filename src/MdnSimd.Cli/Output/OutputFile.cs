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
        using (StreamWriter writer = new(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true))
        {
            write(writer);
        }

        NameFailure(path, file.Commit);
    }

    /// <summary>Saves a model.</summary>
    /// <exception cref="CommandException">The file cannot be written; the message says why.</exception>
    public static void Save(MdnModel<float> model, string path) => NameFailure(path, () => model.Save(path));

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
