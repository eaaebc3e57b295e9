using System.Numerics;
using MdnSimd.Networks;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Networks;

public sealed class DenseLayerMemoryOfFloatTests : DenseLayerMemoryTests<float>;

public sealed class DenseLayerMemoryOfDoubleTests : DenseLayerMemoryTests<double>;

/// <summary>Kernels take several rows at once, layers any number: each matrix is read and written from its first element to its last.</summary>
public abstract class DenseLayerMemoryTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] RowCounts = [1, 3, 13];

    private static readonly (int Inputs, int Outputs)[] Shapes = [(1, 17), (19, 3), (9, 50), (20, 15)];

    /// <summary>One that keeps its input apart for its derivative, one that does not, and none at all.</summary>
    public static TheoryData<Activation> Activations => [Activation.Gelu, Activation.Tanh, Activation.Identity];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Outputs(Activation activation) => ForEachCase(activation, (layout, layer, rows, bits) => place =>
    {
        using GuardedCopy<T> parameters = new(Draw(1, layout.Length), place);
        using GuardedCopy<T> x = new(Draw(2, Unpadded(rows, layer.TransposedStride, layer.Inputs)), place);
        using GuardedCopy<T> z = GuardedCopy<T>.Unwritten(rows * layer.Stride, place);
        using GuardedCopy<T> y = GuardedCopy<T>.Unwritten(rows * layer.Stride, place);
        ForwardWork work = new(layer, rows, parameters, x, z, NeedsInput(activation) ? y : z);
        AtWidth.Run<ForwardWork, T>(bits, ref work);
        return NeedsInput(activation) ? [z.Span.ToArray(), y.Span.ToArray()] : [z.Span.ToArray()];
    });

    [Theory]
    [MemberData(nameof(Activations))]
    public void Gradients_of_inputs(Activation activation) => ForEachCase(activation, (layout, layer, rows, bits) => place =>
    {
        int inputs = rows * layer.TransposedStride;
        using GuardedCopy<T> transposed = new(Draw(1, layout.TransposedLength), place);
        using GuardedCopy<T> zGradient = new(Draw(2, Unpadded(rows, layer.Stride, layer.TransposedRows)), place);
        using GuardedCopy<T> zeros = new(new T[layer.TransposedStride], place);
        using GuardedCopy<T> z = new(Draw(3, NeedsInput(activation) ? inputs : 0), place);
        using GuardedCopy<T> y = new(Draw(4, activation == Activation.Identity ? 0 : inputs), place);
        using GuardedCopy<T> xGradient = GuardedCopy<T>.Unwritten(inputs, place);
        InputGradientWork work = new(layer, rows, transposed, zGradient, zeros, z, y, xGradient);
        AtWidth.Run<InputGradientWork, T>(bits, ref work);
        return [xGradient.Span.ToArray()];
    });

    [Fact]
    public void Gradients_of_weights_and_biases() => ForEachCase(Activation.Identity, (layout, layer, rows, bits) => place =>
    {
        using GuardedCopy<T> x = new(Draw(1, Unpadded(rows, layer.TransposedStride, layer.Inputs)), place);
        using GuardedCopy<T> zGradient = new(Draw(2, rows * layer.Stride), place);
        using GuardedCopy<T> gradient = new(Draw(3, layout.Length), place);
        ParameterGradientWork work = new(layer, rows, x, zGradient, gradient);
        AtWidth.Run<ParameterGradientWork, T>(bits, ref work);
        return [gradient.Span.ToArray()];
    });

    private static void ForEachCase(Activation activation, Func<NetworkLayout, LayerLayout, int, int, Func<Place, T[][]>> run)
    {
        foreach ((int inputs, int outputs) in Shapes)
        {
            NetworkLayout layout = NetworkLayout.Create<T>(inputs, [], outputs, activation);
            LayerLayout layer = layout.Layers[0] with { Activation = activation };
            LayerLayout biasFirst = layer with { BiasOffset = 0, WeightOffset = layer.Stride };
            foreach (int rows in RowCounts)
            {
                foreach (int bits in AtWidth.All)
                {
                    foreach (LayerLayout order in (LayerLayout[])[layer, biasFirst])
                    {
                        T[][] written = GuardedCopy<T>.AssertSameInEveryPlace(run(layout, order, rows, bits));
                        Assert.All(written, values => Assert.DoesNotContain(T.NaN, values));
                    }
                }
            }
        }
    }

    private static bool NeedsInput(Activation activation) => activation == Activation.Gelu;

    /// <summary>Elements of a matrix without the padding after its last row.</summary>
    private static int Unpadded(int rows, int stride, int columns) => ((rows - 1) * stride) + columns;

    private static T[] Draw(int seed, int length)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))];
    }

    private readonly struct ForwardWork(
        LayerLayout layer, int rows, GuardedCopy<T> parameters, GuardedCopy<T> x, GuardedCopy<T> z, GuardedCopy<T> y) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> =>
            DenseLayer<TVector, T>.Forward(layer, ref parameters.First, ref x.First, layer.TransposedStride, rows, ref z.First, ref y.First);
    }

    private readonly struct InputGradientWork(
        LayerLayout layer, int rows, GuardedCopy<T> transposed, GuardedCopy<T> zGradient, GuardedCopy<T> zeros,
        GuardedCopy<T> z, GuardedCopy<T> y, GuardedCopy<T> xGradient) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> =>
            DenseLayer<TVector, T>.InputGradient(
                layer, ref transposed.First, ref zGradient.First, rows, ref zeros.First, layer.Activation, ref z.First, ref y.First, ref xGradient.First);
    }

    /// <summary>The rows of the weights in two parts, as two workers take them, and the bias.</summary>
    private readonly struct ParameterGradientWork(
        LayerLayout layer, int rows, GuardedCopy<T> x, GuardedCopy<T> zGradient, GuardedCopy<T> gradient) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            int first = Math.Min(8, layer.Inputs);
            WeightGradient<TVector>(first, layer.Inputs - first);
            WeightGradient<TVector>(0, first);
            DenseLayer<TVector, T>.BiasGradient(layer, ref zGradient.First, rows, ref gradient.First);
        }

        private void WeightGradient<TVector>(int firstInput, int inputs)
            where TVector : struct, ISimd<TVector, T> =>
            DenseLayer<TVector, T>.WeightGradient(
                layer, ref x.First, layer.TransposedStride, ref zGradient.First, rows, firstInput, inputs, ref gradient.First);
    }
}
