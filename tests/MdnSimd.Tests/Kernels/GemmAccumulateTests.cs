using System.Numerics;
using MdnSimd.Kernels;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Kernels;

public sealed class GemmAccumulateOfFloatTests : GemmAccumulateTests<float>;

public sealed class GemmAccumulateOfDoubleTests : GemmAccumulateTests<double>;

/// <summary>Products so deep that they are taken in several blocks, the last one shorter.</summary>
public abstract class GemmAccumulateTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = 5;
    private const int Columns = 32;
    private const int ColumnsApart = 1600;
    private const int Depth = 230;

    [Theory]
    [MemberData(nameof(AtWidth.Cases), MemberType = typeof(AtWidth))]
    public void Every_step_of_the_depth_is_added_once(int bits)
    {
        Work work = default;
        AtWidth.Run<Work, T>(bits, ref work);
    }

    private readonly struct Work : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            Random random = new(4);
            T[] a = Draw(random, Depth * Rows);
            T[] b = Draw(random, Depth * ColumnsApart);
            T[] c = Draw(random, Rows * Columns);
            T[] before = [.. c];
            MatrixProduct<T> product = new()
            {
                A = ref a[0],
                ARow = 1,
                AStep = Rows,
                B = ref b[0],
                BRow = ColumnsApart,
                Start = ref c[0],
                StartRow = Columns,
                C = ref c[0],
                CRow = Columns,
                Rows = Rows,
                Depth = Depth,
                Columns = Columns,
            };
            Gemm<TVector, T>.Accumulate(in product);
            for (int i = 0; i < c.Length; i++)
            {
                double expected = double.CreateChecked(before[i]);
                double magnitude = Math.Abs(expected);
                for (int k = 0; k < Depth; k++)
                {
                    double term = double.CreateChecked(a[(k * Rows) + (i / Columns)]) * double.CreateChecked(b[(k * ColumnsApart) + (i % Columns)]);
                    expected += term;
                    magnitude += Math.Abs(term);
                }

                double error = Math.Abs(double.CreateChecked(c[i]) - expected);
                Assert.True(error <= ProductTolerance.Of<T>(Depth, magnitude), $"c({i / Columns}, {i % Columns}) is {c[i]}, not {expected}");
            }
        }

        private static T[] Draw(Random random, int count)
        {
            T[] values = new T[count];
            foreach (ref T value in values.AsSpan())
            {
                value = T.CreateTruncating((2 * random.NextDouble()) - 1);
            }

            return values;
        }
    }
}
