using System.Numerics;
using MdnSimd.Kernels;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Kernels;

public sealed class GemmOfFloatTests : GemmTests<float>;

public sealed class GemmOfDoubleTests : GemmTests<double>;

public abstract class GemmTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TheoryData<int, ProductForm> WidthsAndForms => AllForms(AtWidth.All);

    /// <summary>The chosen width is one of the others: what its dispatch adds is seen with single rows.</summary>
    public static TheoryData<int, ProductForm> StatedWidthsAndForms => AllForms(AtWidth.Stated);

    /// <summary>Without the gradient of the weights, whose rows to come are full already.</summary>
    public static TheoryData<int, ProductForm> WidthsAndFormsWithAnEpilogue =>
        AllForms(AtWidth.All, [ProductForm.Forward, ProductForm.ForwardInHalves]);

    [Theory]
    [MemberData(nameof(WidthsAndForms))]
    public void Single_rows_are_within_rounding_of_a_scalar_loop_in_double(int bits, ProductForm form)
    {
        using ProductUnderTest<T> product = new();
        Accuracy work = new(product, form);
        AtWidth.Run<Accuracy, T>(bits, ref work);
    }

    [Theory]
    [MemberData(nameof(StatedWidthsAndForms))]
    public void A_row_in_a_batch_of_any_size_has_the_bits_of_the_row_alone_and_nothing_outside_is_touched(int bits, ProductForm form)
    {
        using ProductUnderTest<T> product = new();
        RowsAlone work = new(product, form);
        AtWidth.Run<RowsAlone, T>(bits, ref work);
    }

    [Theory]
    [MemberData(nameof(WidthsAndFormsWithAnEpilogue))]
    public void The_epilogue_meets_every_row_once_in_order_complete_and_before_the_next_strip_begins(int bits, ProductForm form)
    {
        using ProductUnderTest<T> product = new();
        Strips work = new(product, form);
        AtWidth.Run<Strips, T>(bits, ref work);
    }

    private static TheoryData<int, ProductForm> AllForms(IEnumerable<int> widths, params ProductForm[] forms)
    {
        TheoryData<int, ProductForm> cases = [];
        foreach (int bits in widths)
        {
            foreach (ProductForm form in forms.Length > 0 ? forms : Enum.GetValues<ProductForm>())
            {
                cases.Add(bits, form);
            }
        }

        return cases;
    }

    private static T[] Alone<TVector>(ProductUnderTest<T> product, ProductForm form, int depth, int columns)
        where TVector : struct, ISimd<TVector, T>
    {
        T[] all = new T[ProductUnderTest<T>.MostRows * columns];
        for (int row = 0; row < ProductUnderTest<T>.MostRows; row++)
        {
            ReadOnlySpan<T> alone = product.Multiply<TVector, NoEpilogue>(form, row, 1, depth, columns, atEndOfMemory: true, default);
            alone.CopyTo(all.AsSpan(row * columns));
        }

        return all;
    }

    private readonly struct Accuracy(ProductUnderTest<T> product, ProductForm form) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            foreach (int depth in ProductUnderTest<T>.Depths)
            {
                int columns = ProductUnderTest<T>.MostVectors * TVector.Count;
                T[] all = Alone<TVector>(product, form, depth, columns);
                for (int i = 0; i < all.Length; i++)
                {
                    (double expected, double magnitude) = product.Expected(form, i / columns, i % columns, depth);
                    double error = Math.Abs(double.CreateChecked(all[i]) - expected);
                    if (!(error <= ProductTolerance.Of<T>(depth, magnitude)))
                    {
                        Assert.Fail($"depth {depth}: c({i / columns}, {i % columns}) is {all[i]}, not {expected}.");
                    }
                }
            }
        }
    }

    private readonly struct RowsAlone(ProductUnderTest<T> product, ProductForm form) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            foreach (int depth in ProductUnderTest<T>.Depths)
            {
                for (int vectors = 1; vectors <= ProductUnderTest<T>.MostVectors; vectors++)
                {
                    T[] alone = Alone<TVector>(product, form, depth, vectors * TVector.Count);
                    foreach (int rows in ProductUnderTest<T>.RowCounts)
                    {
                        Check<TVector>(alone, rows, depth, vectors, atEnd: true);
                        if (rows % 4 == 1)
                        {
                            Check<TVector>(alone, rows, depth, vectors, atEnd: false);
                        }
                    }
                }
            }
        }

        private void Check<TVector>(T[] alone, int rows, int depth, int vectors, bool atEnd)
            where TVector : struct, ISimd<TVector, T>
        {
            int columns = vectors * TVector.Count;
            ReadOnlySpan<T> batch = product.Multiply<TVector, NoEpilogue>(form, 0, rows, depth, columns, atEnd, default);
            int same = batch.CommonPrefixLength(alone);
            if (same != rows * columns)
            {
                Assert.Fail(
                    $"{rows} rows, depth {depth}, {vectors} vectors: c({same / columns}, {same % columns}) is {batch[same]}, "
                    + $"alone {alone[same]}.");
            }
        }
    }

    private readonly struct Strips(ProductUnderTest<T> product, ProductForm form) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            foreach (int depth in (int[])[3, 8, 24])
            {
                for (int vectors = 1; vectors <= ProductUnderTest<T>.MostVectors; vectors++)
                {
                    int columns = vectors * TVector.Count;
                    T[] alone = Alone<TVector>(product, form, depth, columns);
                    foreach (int rows in ProductUnderTest<T>.RowCounts)
                    {
                        StripRecorder recorder = new(product, alone, rows, columns);
                        product.Multiply<TVector, StripRecorder>(
                            form, 0, rows, depth, columns, atEndOfMemory: true, recorder);
                        Assert.Equal(rows, recorder.Finished);
                    }
                }
            }
        }
    }

    /// <summary>Expects strips of at most 32 rows, one after the other.</summary>
    private sealed class StripRecorder(ProductUnderTest<T> product, T[] alone, int allRows, int columns) : IGemmEpilogue
    {
        public int Finished { get; private set; }

        public void Finish(int row, int rows)
        {
            Assert.Equal(Finished, row);
            Assert.InRange(rows, 1, 32);
            Finished += rows;
            for (int i = row; i < Finished; i++)
            {
                Assert.Equal(alone.AsSpan(i * columns, columns), product.RowOfC(i, columns));
            }

            if (Finished < allRows)
            {
                Assert.All(product.RowOfC(Finished, columns).ToArray(), value => Assert.True(T.IsNaN(value)));
            }
        }
    }
}
