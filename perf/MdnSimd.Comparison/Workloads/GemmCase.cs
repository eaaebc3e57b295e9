using System.Runtime.CompilerServices;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Peers;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd.Comparison.Workloads;

/// <summary>One product over memory of its own, ours and the peers': the same operands, padded to 64 bytes, the padding zero.</summary>
/// <remarks>
/// Ours is what the layer calls, so that sums are taken as it takes them. All three read W transposed where dE/dx asks for it, as our backward pass
/// does: it keeps such a copy. Ours also adds the bias.
/// </remarks>
internal sealed unsafe class GemmCase
{
    private readonly GemmShape shape;
    private readonly float[] a;
    private readonly float[] b;
    private readonly float[] c;
    private readonly float[] zeros;
    private readonly LayerLayout layer;
    private readonly int columns;
    private readonly int stride;

    public GemmCase(GemmShape shape)
    {
        this.shape = shape;
        (int rows, int depth, columns) = shape.Form switch
        {
            GemmForm.Forward => (shape.Batch, shape.Inputs, shape.Outputs),
            GemmForm.InputGradient => (shape.Batch, shape.Outputs, shape.Inputs),
            _ => (shape.Inputs, shape.Batch, shape.Outputs),
        };
        bool transposed = shape.Form == GemmForm.WeightGradient;
        int strideA = Pad(transposed ? rows : depth);
        stride = Pad(columns);
        Random random = new(7);
        a = Matrix(transposed ? depth : rows, transposed ? rows : depth, strideA, 2);
        b = Matrix(depth, columns, stride, 4 / Math.Sqrt(depth));
        c = Matrix(rows, columns, stride, 0);
        zeros = new float[stride + 16];

        // Matrix leaves a row of zeros behind each: there stands the bias, or the row that transposed weights may have more.
        layer = new LayerLayout(
            shape.Inputs, shape.Outputs, Pad(shape.Outputs), 0, shape.Inputs * Pad(shape.Outputs), 0, Pad(shape.Inputs), Activation.Identity);
        Operands = new GemmOperands
        {
            A = Address(a),
            StrideA = strideA,
            TransposeA = transposed,
            B = Address(b),
            StrideB = stride,
            C = Address(c),
            StrideC = stride,
            Accumulate = transposed,
            Rows = rows,
            Columns = columns,
            Depth = depth,
        };

        float[] Matrix(int height, int width, int step, double spread)
        {
            float[] values = GC.AllocateArray<float>(((height + 1) * step) + 16, pinned: true);
            Span<float> aligned = values.AsSpan(Offset(values));
            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    aligned[(row * step) + column] = (float)((random.NextSingle() - 0.5) * spread);
                }
            }

            return values;
        }
    }

    /// <summary>What a peer is given.</summary>
    public GemmOperands Operands { get; }

    /// <summary>The share of the work that is not padding.</summary>
    public double UsefulShare => (double)columns / stride;

    /// <summary>Our product.</summary>
    public void Ours()
    {
        Work work = new(this);
        SimdWidth.Run<Work, float>(ref work);
    }

    /// <summary>Checks that a peer's product is ours.</summary>
    public void Check(string peer, Action<GemmOperands> multiply)
    {
        c.AsSpan().Clear();
        Ours();
        float[] ours = (float[])c.Clone();
        c.AsSpan().Clear();
        multiply(Operands);

        // The operands are such that an element of c is about 1, whatever the depth.
        Agreement.Check($"{peer}, {shape.Name}", ours, c);
    }

    private static int Pad(int count) => (count + 15) / 16 * 16;

    private static int Offset(float[] values) => (int)((64 - ((nint)Unsafe.AsPointer(ref values[0]) & 63)) & 63) / sizeof(float);

    private static float* Address(float[] values) => (float*)Unsafe.AsPointer(ref values[Offset(values)]);

    private readonly struct Work(GemmCase owner) : ISimdWork<float>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, float>
        {
            GemmOperands operands = owner.Operands;
            LayerLayout layer = owner.layer;
            int batch = owner.shape.Batch;
            ref float zeros = ref owner.zeros[0];
            switch (owner.shape.Form)
            {
                case GemmForm.Forward:
                    DenseLayer<TVector, float>.Forward(layer, ref *operands.B, ref *operands.A, operands.StrideA, batch, ref *operands.C, ref *operands.C);
                    break;
                case GemmForm.InputGradient:
                    DenseLayer<TVector, float>.InputGradient(
                        layer, ref *operands.B, ref *operands.A, batch, ref zeros, Activation.Identity, ref zeros, ref zeros, ref *operands.C);
                    break;
                default:
                    DenseLayer<TVector, float>.WeightGradient(
                        layer, ref *operands.A, operands.StrideA, ref *operands.B, batch, 0, layer.Inputs, ref *operands.C);
                    break;
            }
        }
    }
}
