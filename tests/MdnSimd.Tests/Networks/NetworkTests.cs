using System.Numerics;
using MdnSimd.Memory;
using MdnSimd.Networks;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Networks;

public sealed class NetworkOfFloatTests : NetworkTests<float>;

public sealed class NetworkOfDoubleTests : NetworkTests<double>;

public abstract class NetworkTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Inputs = 5;
    private const int Outputs = 18;
    private const int Rows = 26;

    private static readonly int[] Hidden = [33, 16, 7];

    private static readonly double Tolerance = typeof(T) == typeof(float) ? 1e-5 : 1e-13;

    public static TheoryData<Activation, int> Cases
    {
        get
        {
            TheoryData<Activation, int> cases = [];
            foreach (Activation activation in Enum.GetValues<Activation>())
            {
                for (int depth = 0; depth <= 3; depth++)
                {
                    cases.Add(activation, depth);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_are_those_of_a_scalar_network_in_double_at_every_width_and_number_of_rows(Activation activation, int depth)
    {
        NetworkLayout layout = NetworkLayout.Create<T>(Inputs, Hidden.AsSpan(0, depth), Outputs, activation);
        T[] parameters = Parameters(layout);
        T[] x = Draw(2, Rows * Inputs);
        double[][] expected = [.. Enumerable.Range(0, Rows).Select(row => Scalar(layout, parameters, x.AsSpan(row * Inputs, Inputs)))];
        foreach (int bits in AtWidth.All)
        {
            ForwardAtWidth work = new(layout, parameters, x, expected);
            AtWidth.Run<ForwardAtWidth, T>(bits, ref work);
        }
    }

    [Theory]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.Tanh)]
    public void A_training_pass_keeps_every_layers_output_and_its_input_where_the_derivative_needs_it(Activation activation)
    {
        NetworkLayout layout = NetworkLayout.Create<T>(Inputs, [9, 20], Outputs, activation);
        using NetworkWorkspace<T> workspace = NetworkWorkspace<T>.ForTraining(layout, Rows);
        T[] parameters = Parameters(layout);
        Load(workspace, Draw(2, Rows * Inputs));
        Forward work = new(workspace, parameters, 0, Rows);
        AtWidth.Run<Forward, T>(AtWidth.Chosen, ref work);
        for (int i = 0; i < 2; i++)
        {
            LayerLayout layer = layout.Layers[i];
            Span<T> z = workspace.Preactivations[i].Of(workspace.Memory);
            Span<T> y = workspace.Outputs[i].Of(workspace.Memory);
            Assert.Equal(activation != Activation.Gelu, workspace.Preactivations[i] == workspace.Outputs[i]);
            for (int row = 0; row < Rows && activation == Activation.Gelu; row++)
            {
                for (int column = 0; column < layer.Outputs; column++)
                {
                    double expected = ActivationReference.Value(activation, double.CreateChecked(z[(row * layer.Stride) + column]));
                    Assert.Equal(expected, double.CreateChecked(y[(row * layer.Stride) + column]), Tolerance);
                }
            }
        }
    }

    [Fact]
    public void Slices_of_a_workspace_overlap_only_where_that_is_meant()
    {
        NetworkLayout layout = NetworkLayout.Create<T>(Inputs, [9, 20, 40], Outputs, Activation.Silu);
        using NetworkWorkspace<T> training = NetworkWorkspace<T>.ForTraining(layout, 3);
        AssertDisjoint(
        [
            training.Inputs, .. training.Outputs, .. training.Preactivations.Take(3), .. training.Gradients,
            training.InputGradients, training.Zeros,
        ]);
        using NetworkWorkspace<T> inference = NetworkWorkspace<T>.ForInference(layout, 3);
        AssertDisjoint([inference.Inputs, inference.Outputs[0], inference.Outputs[1]]);
        Assert.All(inference.Outputs, slice => Assert.True(slice.Length >= 3 * layout.WidestStride));
    }

    private static void AssertDisjoint(IEnumerable<Slice> slices)
    {
        int end = 0;
        foreach (Slice slice in slices.OrderBy(slice => slice.Offset))
        {
            Assert.True(slice.Offset >= end, $"{slice} begins before {end}.");
            end = slice.Offset + slice.Length;
        }
    }

    private static T[] Draw(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating((4 * random.NextDouble()) - 2))];
    }

    /// <summary>Weights as they start, biases that are not zero.</summary>
    private static T[] Parameters(NetworkLayout layout)
    {
        T[] parameters = new T[layout.Length];
        WeightInitializer.Fill(layout, Initialization.Automatic, 4, parameters.AsSpan());
        foreach (LayerLayout layer in layout.Layers)
        {
            Draw(layer.BiasOffset, layer.Outputs).CopyTo(parameters.AsSpan(layer.BiasOffset));
        }

        return parameters;
    }

    private static void Load(NetworkWorkspace<T> workspace, T[] x)
    {
        for (int row = 0; row < workspace.Rows; row++)
        {
            x.AsSpan(row * Inputs, Inputs).CopyTo(workspace.Inputs.Of(workspace.Memory)[(row * workspace.Layout.InputStride)..]);
        }
    }

    private static double[] Scalar(NetworkLayout layout, T[] parameters, ReadOnlySpan<T> x)
    {
        double[] values = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            values[i] = double.CreateChecked(x[i]);
        }

        foreach (LayerLayout layer in layout.Layers)
        {
            double[] next = new double[layer.Outputs];
            for (int output = 0; output < layer.Outputs; output++)
            {
                double sum = double.CreateChecked(parameters[layer.BiasOffset + output]);
                for (int input = 0; input < layer.Inputs; input++)
                {
                    sum += values[input] * double.CreateChecked(parameters[layer.WeightOffset + (input * layer.Stride) + output]);
                }

                next[output] = ActivationReference.Value(layer.Activation, sum);
            }

            values = next;
        }

        return values;
    }

    private readonly struct Forward(NetworkWorkspace<T> workspace, T[] parameters, int firstRow, int rows) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> => Network<TVector, T>.Forward(workspace, ref parameters[0], firstRow, rows);
    }

    private readonly struct ForwardAtWidth(NetworkLayout layout, T[] parameters, T[] x, double[][] expected) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            using NetworkWorkspace<T> inference = NetworkWorkspace<T>.ForInference(layout, Rows);
            using NetworkWorkspace<T> training = NetworkWorkspace<T>.ForTraining(layout, Rows);
            T[] whole = Pass<TVector>(inference, 0, Rows);
            for (int i = 0; i < whole.Length; i++)
            {
                double reference = expected[i / Outputs][i % Outputs];
                Assert.Equal(reference, double.CreateChecked(whole[i]), Tolerance * (1 + Math.Abs(reference)));
            }

            Assert.Equal(whole, Pass<TVector>(training, 0, Rows));
            foreach ((int firstRow, int rows) in ((int, int)[])[(0, 1), (25, 1), (3, 4), (7, 7), (1, 8), (5, 13), (4, 0)])
            {
                T[] alone = whole[(firstRow * Outputs)..((firstRow + rows) * Outputs)];
                Assert.Equal(alone, Pass<TVector>(inference, firstRow, rows));
                Assert.Equal(alone, Pass<TVector>(training, firstRow, rows));
            }
        }

        /// <summary>The outputs of some rows, those of all others untouched.</summary>
        private T[] Pass<TVector>(NetworkWorkspace<T> workspace, int firstRow, int rows)
            where TVector : struct, ISimd<TVector, T>
        {
            workspace.Memory.Span.Fill(T.NaN);
            Load(workspace, x);
            Network<TVector, T>.Forward(workspace, ref parameters[0], firstRow, rows);
            int stride = layout.Layers[^1].Stride;
            Span<T> outputs = workspace.Outputs[^1].Of(workspace.Memory)[..(Rows * stride)];
            T[] picked = new T[rows * Outputs];
            for (int row = 0; row < Rows; row++)
            {
                Span<T> own = outputs.Slice(row * stride, Outputs);
                if (row >= firstRow && row < firstRow + rows)
                {
                    own.CopyTo(picked.AsSpan((row - firstRow) * Outputs));
                }
                else if (workspace.Gradients.Length > 0)
                {
                    Assert.False(own.ContainsAnyExcept(T.NaN), $"Row {row} was written with rows {firstRow} to {firstRow + rows}.");
                }
            }

            return picked;
        }
    }
}
