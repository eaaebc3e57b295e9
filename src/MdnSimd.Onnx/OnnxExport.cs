using System.Numerics;
using Google.Protobuf;
using MdnSimd.Onnx.Graphs;
using MdnSimd.Onnx.Schema;
using MdnSimd.Persistence;

namespace MdnSimd.Onnx;

/// <summary>
/// Writes a model as an ONNX graph that any runtime of opset 17 can serve: scalers, layers, mixture and all, in standard operators,
/// in the users' units. The inputs are <c>x</c> [n, Inputs] and, where asked, <c>t</c> [n, D]; the outputs are <c>weights</c> [n, K],
/// <c>means</c> [n, K, D], <c>scales</c> [n, K, D] (standard deviations), <c>precision_factors</c> [n, K, D, D] where the covariance is
/// full (upper triangular U with Sigma^-1 = U^T U), and <c>log_density</c> [n] where asked. n is any number of rows; elements are
/// those of the model, float or double.
/// </summary>
/// <remarks>
/// Operators are those of the ONNX standard (https://onnx.ai/onnx/operators). Of a double model ONNX Runtime has all but <c>Erf</c>,
/// which only <see cref="Activation.Gelu"/> needs; loaded as float, any model runs.
/// </remarks>
public static class OnnxExport
{
    /// <summary>Writes a model to a file beside its target, then renames it: a crash leaves the old file or the new one.</summary>
    /// <typeparam name="T">float or double: the type of the graph.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, which is replaced where it exists; by custom it ends in .onnx.</param>
    /// <param name="options">What the graph computes; the mixture alone where null.</param>
    /// <exception cref="NotSupportedException">The graph is larger than the 2 GiB of a protocol buffer.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written; the message names the path.</exception>
    public static void Save<T>(MdnModel<T> model, string path, OnnxOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        ProtobufMessage message = ModelGraph.Of(model, options ?? new OnnxOptions());
        using AtomicFile file = AtomicFile.Create(path);
        file.Complete(stream => Write(message, stream));
    }

    /// <summary>Writes a model to a stream, which is left open. The same model gives the same bytes.</summary>
    /// <typeparam name="T">float or double: the type of the graph.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="destination">Receives the graph.</param>
    /// <param name="options">What the graph computes; the mixture alone where null.</param>
    /// <exception cref="NotSupportedException">The graph is larger than the 2 GiB of a protocol buffer.</exception>
    public static void Write<T>(MdnModel<T> model, Stream destination, OnnxOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(destination);
        Write(ModelGraph.Of(model, options ?? new OnnxOptions()), destination);
    }

    private static void Write(ProtobufMessage message, Stream destination)
    {
        using CodedOutputStream output = new(destination, leaveOpen: true);
        message.WriteTo(output);
        output.Flush();
    }
}
