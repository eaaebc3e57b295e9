namespace MdnSimd.Tests;

/// <summary>A new directory, gone with all that is in it at the end of a test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly DirectoryInfo directory;

    public TemporaryDirectory() => directory = Directory.CreateTempSubdirectory("mdn-tests-");

    private TemporaryDirectory(DirectoryInfo directory) => this.directory = directory;

    /// <summary>One that no disk slows down, where the system has such a place: for thousands of files.</summary>
    public static TemporaryDirectory Fast() => Directory.Exists(Memory)
        ? new(Directory.CreateDirectory(Path.Combine(Memory, $"mdn-tests-{Guid.NewGuid():N}")))
        : new();

    public string this[string name] => Path.Combine(directory.FullName, name);

    /// <summary>The names of everything in it, sorted.</summary>
    public IEnumerable<string> Names => directory.GetFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal);

    public void Dispose() => directory.Delete(recursive: true);
}
