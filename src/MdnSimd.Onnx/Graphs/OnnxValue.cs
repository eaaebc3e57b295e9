using System.Collections.Immutable;

namespace MdnSimd.Onnx.Graphs;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is, in a few words.</param>
/// <param name="Row">The shape of a row; empty where it is a number. The rows come first.</param>
internal sealed record OnnxValue(string Name, string Description, params ImmutableArray<int> Row)
{
    /// <summary>The name of the number of rows, which is any.</summary>
    public const string Rows = "n";

    /// <summary>Its shape, as in [n, 5, 2].</summary>
    public string Shape => $"[{string.Join(", ", Row.Select(size => $"{size}").Prepend(Rows))}]";
}
