namespace MdnSimd.Persistence;

/// <summary>
/// A file that appears whole or not at all. It is written under another name in the same directory, flushed to the disk
/// and renamed over its target by <see cref="Commit"/>; disposed before that, it is removed and the target stays as it was.
/// </summary>
/// <remarks>A link is followed and a new file is no more permissive than the one it replaces. Devices are written to directly.</remarks>
internal sealed class AtomicFile : IDisposable
{
    private readonly string path;
    private readonly string target;
    private readonly string? temporary;
    private bool committed;

    private AtomicFile(string path, string target, string? temporary, FileStream stream)
    {
        this.path = path;
        this.target = target;
        this.temporary = temporary;
        Stream = stream;
    }

    /// <summary>Where the content goes. Not buffered; closed by <see cref="Commit"/>.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins to write a file. What can be known to fail later fails here.</summary>
    /// <param name="path">The target, which may or may not exist.</param>
    /// <exception cref="DirectoryNotFoundException">The directory of the target does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The target is a directory or read-only, or its directory is.</exception>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        if (IsDevice(full))
        {
            return new AtomicFile(path, full, null, Open(path, full, new FileStreamOptions { Mode = FileMode.Open }));
        }

        FileInfo given = new(full);
        string target = given.LinkTarget is null ? full : given.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string directory = Path.GetDirectoryName(target) ?? target;
        CheckTarget(path, target, directory);

        FileStreamOptions options = new() { Mode = FileMode.CreateNew };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            // A file that only its owner may read must not be replaced by one that everybody may.
            options.UnixCreateMode = File.GetUnixFileMode(target);
        }

        string temporary = Path.Combine(directory, $".mdn-{Guid.NewGuid():N}.tmp");
        return new AtomicFile(path, target, temporary, Open(path, temporary, options));
    }

    /// <summary>Whether a rename would replace the device itself, as a privileged user's write to /dev/null would.</summary>
    public static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows()
        && (path.StartsWith("/proc/", StringComparison.Ordinal)
            || (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal)));

    /// <summary>Writes the content and commits it.</summary>
    /// <param name="write">Writes to <see cref="Stream"/>, and leaves it open.</param>
    /// <exception cref="IOException">It could not be written; the message names the path, and the target is as it was.</exception>
    public void Complete(Action<Stream> write)
    {
        try
        {
            write(Stream);
            Commit();
        }
        catch (IOException error) when (error.Message.Contains(Stream.Name, StringComparison.Ordinal))
        {
            throw Named(path, Stream.Name, error);
        }
    }

    /// <summary>Brings the content to the disk and puts the file in the place of its target.</summary>
    /// <exception cref="IOException">It could not be flushed or renamed; the target is as it was.</exception>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        if (temporary is not null)
        {
            Move(temporary);
        }

        committed = true;
    }

    /// <summary>Closes the file, and removes it unless it was committed.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        finally
        {
            if (!committed && temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }

    private static void CheckTarget(string path, string target, string directory)
    {
        if (Directory.Exists(target))
        {
            throw new UnauthorizedAccessException($"Cannot write '{path}': it is a directory.");
        }

        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"Cannot write '{path}': there is no directory '{directory}'.");
        }

        // A rename would replace a read-only file without a word.
        if (File.Exists(target) && File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly))
        {
            throw new UnauthorizedAccessException($"Cannot write '{path}': the file is read-only.");
        }
    }

    private static FileStream Open(string path, string opened, FileStreamOptions options)
    {
        options.Access = FileAccess.Write;
        options.BufferSize = 0;
        try
        {
            return new FileStream(opened, options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Named(path, opened, error);
        }
    }

    private void Move(string temporary)
    {
        try
        {
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Named(path, temporary, error);
        }
    }

    /// <summary>The error with the path the caller knows, and nothing about the file that stands in for it.</summary>
    /// <param name="path">The path as the caller gave it.</param>
    /// <param name="opened">The file that was opened or moved.</param>
    /// <param name="error">What went wrong with it.</param>
    internal static Exception Named(string path, string opened, Exception error)
    {
        string directory = Path.GetDirectoryName(opened) ?? opened;
        string reason = error is UnauthorizedAccessException
            ? IsDevice(opened) ? "no permission to write to it." : $"no permission to write in '{directory}'."
            : error.Message
                .Replace($" : '{opened}'", "", StringComparison.Ordinal)
                .Replace(opened, path, StringComparison.Ordinal);
        string message = $"Cannot write '{path}': {reason}";
        return error is UnauthorizedAccessException
            ? new UnauthorizedAccessException(message, error)
            : new IOException(message, error);
    }
}
