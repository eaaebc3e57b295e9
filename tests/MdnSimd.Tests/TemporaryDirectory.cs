namespace MdnSimd.Tests;

/// <summary>A new directory, gone with all that is in it at the end of a test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mdn-tests-");

    public string this[string name] => Path.Combine(directory.FullName, name);

    /// <summary>The names of everything in it, sorted.</summary>
    public IEnumerable<string> Names => directory.GetFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal);

    public void Dispose() => directory.Delete(recursive: true);
}
