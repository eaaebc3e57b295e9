using System.Runtime.InteropServices;

namespace MdnSimd.Comparison;

/// <summary>A folder for what passes between us and a peer's process; removed in the end.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mdnsimd-comparison-");

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Writes a matrix as raw floats, row by row.</summary>
    public string Write(string name, float[,] matrix)
    {
        ReadOnlySpan<float> values = MemoryMarshal.CreateReadOnlySpan(ref matrix[0, 0], matrix.Length);
        File.WriteAllBytes(PathOf(name), MemoryMarshal.AsBytes(values));
        return PathOf(name);
    }

    /// <summary>Saves a model.</summary>
    public string Write(string name, MdnModel<float> model)
    {
        model.Save(PathOf(name));
        return PathOf(name);
    }

    /// <summary>Reads raw floats.</summary>
    public static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    public void Dispose() => folder.Delete(recursive: true);
}
