using System.Text;

namespace MdnSimd.Cli.Output;

/// <summary>Writes a file so that a crash or an error leaves what was there before.</summary>
internal static class OutputFile
{
    /// <summary>Writes text to a file, or to a writer when no file is named.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="standard">Used when <paramref name="path"/> is null.</param>
    /// <param name="write">Writes everything.</param>
    public static void Write(string? path, TextWriter standard, Action<TextWriter> write)
    {
        if (path is null)
        {
            write(standard);
            return;
        }

        if (IsDevice(path))
        {
            using StreamWriter device = new(path);
            write(device);
            return;
        }

        string temporary = TemporaryBeside(path);
        try
        {
            using (FileStream stream = Create(path, temporary))
            using (StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16))
            {
                write(writer);
                writer.Flush();
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Makes sure that a model can be saved to a file before long work begins.</summary>
    /// <exception cref="CommandException">It cannot; the message says why.</exception>
    public static void RequireWritable(string path)
    {
        if (IsDevice(path))
        {
            throw new CommandException($"{path}: a device cannot hold a model");
        }

        string temporary = TemporaryBeside(path);
        Create(path, temporary).Dispose();
        File.Delete(temporary);
    }

    private static FileStream Create(string path, string temporary)
    {
        if (Directory.Exists(path))
        {
            throw new CommandException($"{path}: this is a directory; the name of a file is expected");
        }

        try
        {
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (DirectoryNotFoundException)
        {
            throw new CommandException($"{path}: there is no such directory");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new CommandException($"{path}: cannot be written: {exception.Message}");
        }
    }

    /// <summary>Renaming a file over /dev/null or /dev/stdout would replace the device.</summary>
    private static bool IsDevice(string path) => Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    private static string TemporaryBeside(string path) => $"{path}.{Guid.NewGuid():N}.tmp";
}
