using System.Runtime.CompilerServices;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Peers;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Comparison.Workloads;

/// <summary>One product over memory of its own, ours and the peers': the same operands, padded to 64 bytes, the padding zero.</summary>
/// <remarks>
/// All three read W transposed where dE/dx asks for it, as our backward pass does: it keeps such a copy. Ours also adds the bias.
/// </remarks>
internal sealed unsafe class GemmCase
{
    private readonly GemmShape shape;
    private readonly float[] a;
    private readonly float[] b;
    private readonly float[] c;
    private readonly float[] start;
    private readonly int depth;
    private readonly int rows;
    private readonly int columns;
    private readonly int strideA;
    private readonly int stride;

    public GemmCase(GemmShape shape)
    {
        this.shape = shape;
        (rows, depth, columns) = shape.Form switch
        {
            GemmForm.Forward => (shape.Batch, shape.Inputs, shape.Outputs),
            GemmForm.InputGradient => (shape.Batch, shape.Outputs, shape.Inputs),
            _ => (shape.Inputs, shape.Batch, shape.Outputs),
        };
        bool transposed = shape.Form == GemmForm.WeightGradient;
        strideA = Pad(transposed ? rows : depth);
        stride = Pad(columns);
        Random random = new(7);
        a = Matrix(transposed ? depth : rows, transposed ? rows : depth, strideA, 2);
        b = Matrix(depth, columns, stride, 4 / Math.Sqrt(depth));
        c = Matrix(rows, columns, stride, 0);
        start = new float[stride + 16];
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
            float[] values = GC.AllocateArray<float>((height * step) + 16, pinned: true);
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
            MatrixProduct<float> product = new()
            {
                A = ref *operands.A,
                ARow = operands.TransposeA ? 1 : operands.StrideA,
                AStep = operands.TransposeA ? operands.StrideA : 1,
                B = ref *operands.B,
                BRow = operands.StrideB,
                Start = ref operands.Accumulate ? ref *operands.C : ref owner.start[0],
                StartRow = operands.Accumulate ? operands.StrideC : 0,
                C = ref *operands.C,
                CRow = operands.StrideC,
                Rows = operands.Rows,
                Depth = operands.Depth,
                Columns = operands.StrideB,
            };
            if (operands.Accumulate)
            {
                Gemm<TVector, float>.Accumulate(in product);
            }
            else
            {
                Gemm<TVector, float>.Multiply(in product, default(NoEpilogue));
            }
        }
    }
}
