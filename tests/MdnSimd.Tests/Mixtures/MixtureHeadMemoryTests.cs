using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Memory;
using MdnSimd.Mixtures;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Mixtures;

public sealed class MixtureHeadMemoryOfFloatTests : MixtureHeadMemoryTests<float>;

public sealed class MixtureHeadMemoryOfDoubleTests : MixtureHeadMemoryTests<double>;

/// <summary>Tiles have as many rows as a vector has lanes, blocks any number: what lies outside the block is not touched.</summary>
public abstract class MixtureHeadMemoryTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int[] RowCounts = [1, 3, 9, 17];

    private static readonly (int Components, int Dimensions)[] Sizes = [(1, 1), (3, 2)];

    [Theory]
    [InlineData(Covariance.Isotropic, 0)]
    [InlineData(Covariance.Isotropic, 3)]
    [InlineData(Covariance.Diagonal, 0)]
    [InlineData(Covariance.Diagonal, 3)]
    [InlineData(Covariance.Full, 0)]
    [InlineData(Covariance.Full, 3)]
    public void Losses_and_gradients_stay_within_their_rows(Covariance covariance, int gap) => ForEachCase(covariance, (head, rows, bits) =>
    {
        foreach (TrainingLoss loss in TrainingLossCases.All)
        {
            T[][] written = GuardedCopy<T>.AssertSameInEveryPlace(place => Loss(head, LossTerms<T>.Of(loss, 2), rows, gap, place, bits));
            Assert.DoesNotContain(T.NaN, written[0]);
            Assert.Equal(written[0], written[1]);
            AssertWrittenBut(gap, head.Layout.Outputs, written[2]);
        }
    });

    [Theory]
    [InlineData(Covariance.Isotropic, 0)]
    [InlineData(Covariance.Isotropic, 3)]
    [InlineData(Covariance.Diagonal, 0)]
    [InlineData(Covariance.Diagonal, 3)]
    [InlineData(Covariance.Full, 0)]
    [InlineData(Covariance.Full, 3)]
    public void Predictions_stay_within_their_rows(Covariance covariance, int gap) => ForEachCase(covariance, (head, rows, bits) =>
    {
        T[][] written = GuardedCopy<T>.AssertSameInEveryPlace(place => Predict(head, rows, gap, place, bits));
        Assert.All(written, values => Assert.DoesNotContain(T.NaN, values));
    });

    private static void ForEachCase(Covariance covariance, Action<MixtureHead<T>, int, int> check)
    {
        foreach ((int components, int dimensions) in Sizes)
        {
            MixtureHead<T> head = new(
                new MixtureLayout(components, dimensions, covariance), ScaleLink.Softplus, T.CreateTruncating(HeadCase.Floor));
            foreach (int rows in RowCounts)
            {
                foreach (int bits in AtWidth.All)
                {
                    check(head, rows, bits);
                }
            }
        }
    }

    /// <summary>The losses without gradients, with them, and the gradients.</summary>
    private static T[][] Loss(MixtureHead<T> head, LossTerms<T> terms, int rows, int gap, Place place, int bits)
    {
        using MixtureTile<T> tile = new(head.Layout, terms);
        T[] matrix = Matrix(rows, head.Layout.Outputs, gap);
        using GuardedCopy<T> raw = new(matrix, place);
        using GuardedCopy<T> targets = new(Matrix(rows, head.Layout.Dimensions, gap), place);
        using GuardedCopy<T> weights = new(Matrix(1, rows, 0), place);
        using GuardedCopy<T> lossesAlone = GuardedCopy<T>.Unwritten(rows, place);
        using GuardedCopy<T> losses = GuardedCopy<T>.Unwritten(rows, place);
        using GuardedCopy<T> gradient = GuardedCopy<T>.Unwritten(matrix.Length, place);
        LossWork alone = new(head, tile, terms, rows, gap, raw, targets, weights, lossesAlone, null);
        AtWidth.Run<LossWork, T>(bits, ref alone);
        LossWork work = new(head, tile, terms, rows, gap, raw, targets, weights, losses, gradient);
        AtWidth.Run<LossWork, T>(bits, ref work);
        return [lossesAlone.Span.ToArray(), losses.Span.ToArray(), gradient.Span.ToArray()];
    }

    /// <summary>Weights, log-weights, means, scales and, where there are any, factors.</summary>
    private static T[][] Predict(MixtureHead<T> head, int rows, int gap, Place place, int bits)
    {
        using MixtureTile<T> tile = new(head.Layout);
        int weights = rows * head.Layout.Components;
        int means = weights * head.Layout.Dimensions;

        // A row alone may be read in whole vectors.
        T[] beyond = rows == 1 ? [.. Enumerable.Repeat(T.NaN, WorkspacePlan<T>.Granule)] : [];
        using GuardedCopy<T> raw = new([.. Matrix(rows, head.Layout.Outputs, gap), .. beyond], place);
        using GuardedCopy<T> units = new(Matrix(1, head.Layout.Dimensions, 0), place);
        int factors = weights * head.Layout.FactorsPerComponent;
        int[] lengths = factors > 0 ? [weights, weights, means, means, factors] : [weights, weights, means, means];
        GuardedCopy<T>[] written = [.. lengths.Select(length => GuardedCopy<T>.Unwritten(length, place))];
        PredictWork work = new(head, tile, rows, gap, raw, units, written);
        AtWidth.Run<PredictWork, T>(bits, ref work);
        T[][] result = [.. written.Select(values => values.Span.ToArray())];
        Array.ForEach(written, values => values.Dispose());
        return result;
    }

    /// <summary>Numbers in (0, 2) by rows, with NaN in the gaps between them.</summary>
    private static T[] Matrix(int rows, int columns, int gap)
    {
        Random random = new(3);
        T[] matrix = new T[(rows * (columns + gap)) - gap];
        for (int i = 0; i < matrix.Length; i++)
        {
            matrix[i] = i % (columns + gap) < columns ? T.CreateTruncating(2 * random.NextDouble()) : T.NaN;
        }

        return matrix;
    }

    private static void AssertWrittenBut(int gap, int columns, T[] matrix)
    {
        for (int i = 0; i < matrix.Length; i++)
        {
            Assert.Equal(i % (columns + gap) >= columns, T.IsNaN(matrix[i]));
        }
    }

    private readonly struct LossWork(
        MixtureHead<T> head, MixtureTile<T> tile, LossTerms<T> terms, int rows, int gap,
        GuardedCopy<T> raw, GuardedCopy<T> targets, GuardedCopy<T> weights, GuardedCopy<T> losses, GuardedCopy<T>? gradient) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            MixtureHead<T>.LossRows block = new()
            {
                Raw = ref raw.First,
                RawStride = head.Layout.Outputs + gap,
                Targets = ref targets.First,
                TargetStride = head.Layout.Dimensions + gap,
                Rows = rows,
                Weights = ref weights.First,
                Losses = ref losses.First,
                GradientFactor = T.One,
                Gradient = ref gradient is null ? ref Unsafe.NullRef<T>() : ref gradient.First,
                GradientStride = head.Layout.Outputs + gap,
            };
            head.Loss<TVector>(tile, terms, block);
        }
    }

    private readonly struct PredictWork(
        MixtureHead<T> head, MixtureTile<T> tile, int rows, int gap,
        GuardedCopy<T> raw, GuardedCopy<T> units, GuardedCopy<T>[] written) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> =>
            head.Predict<TVector>(
                tile, ref raw.First, head.Layout.Outputs + gap, rows, new TargetUnits<T>(head.Layout, units.Span, units.Span),
                new MixtureRows<T>
                {
                    RowComponents = head.Layout.Components,
                    Weights = written[0].Span,
                    LogWeights = written[1].Span,
                    Means = written[2].Span,
                    Scales = written[3].Span,
                    PrecisionFactors = written.Length > 4 ? written[4].Span : [],
                });
    }
}
