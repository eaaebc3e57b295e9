using System.Numerics;
using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Kernels;
using MdnSimd.Mixtures;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Mixtures;

/// <summary>A mixture head to try: its shape, how many rows, and the seed of its raw outputs and targets.</summary>
public sealed record HeadCase(Covariance Covariance, ScaleLink Link, int Components, int Dimensions, int Rows, int Seed)
{
    internal const double Floor = 1e-3;

    internal MixtureLayout Layout => new(Components, Dimensions, Covariance);

    /// <summary>All covariances, all links, K 1 to 20, D 1 to 6, up to two tiles and a bit of rows.</summary>
    internal static Gen<HeadCase> Any() =>
        from covariance in Properties.Any<Covariance>()
        from link in Properties.Any<ScaleLink>()
        from components in Gen.Choose(1, 20)
        from dimensions in Gen.Choose(1, 6)
        from rows in Gen.Choose(1, 18)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new HeadCase(covariance, link, components, dimensions, rows, seed);

    /// <summary>Smaller cases that may fail for the same reason.</summary>
    internal IEnumerable<HeadCase> Shrink()
    {
        if (Components > 1)
        {
            yield return this with { Components = 1 };
            yield return this with { Components = Components - 1 };
        }

        if (Dimensions > 1)
        {
            yield return this with { Dimensions = Dimensions - 1 };
        }

        if (Rows > 1)
        {
            yield return this with { Rows = 1 };
        }
    }

    /// <summary>Raw outputs [rows, outputs] as a network gives them: of order 1.</summary>
    internal double[] Raw() => Normal(0, Rows * Layout.Outputs, 1.3);

    /// <summary>Targets [rows, D], in standard deviations.</summary>
    internal double[] Targets() => Normal(1, Rows * Dimensions, 1);

    private double[] Normal(ulong stream, int count, double deviation)
    {
        CounterRandom random = new((ulong)Seed, stream);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = deviation * random.NextNormal();
        }

        return values;
    }
}

/// <summary>Calls a mixture head as the trainer does, at the width in use, on plain arrays.</summary>
internal static class HeadRunner
{
    /// <summary>The losses [rows] and, where asked, the gradient [rows, outputs].</summary>
    public static T[] Loss<T, TSpace>(
        MixtureLayout layout, ScaleLink link, T[] raw, T[] targets, T[]? gradient = null, double floor = HeadCase.Floor,
        int bits = AtWidth.Chosen)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSpace : struct, IGradientSpace
    {
        T[] losses = new T[targets.Length / layout.Dimensions];
        using MixtureTile<T> tile = new(layout);
        LossWork<T, TSpace> work = new(
            new MixtureHead<T>(layout, link, T.CreateTruncating(floor)), tile, raw, targets, losses, gradient);
        AtWidth.Run<LossWork<T, TSpace>, T>(bits, ref work);
        return losses;
    }

    /// <summary>
    /// The mixture of each row, in standardised units or in those of which one is <paramref name="unit"/>: weights, log-weights
    /// [rows, K], means, scales [rows, K * D], factors [rows, K * D * D] or none.
    /// </summary>
    public static (T[] Weights, T[] LogWeights, T[] Means, T[] Scales, T[] Factors) Predict<T>(
        MixtureLayout layout, ScaleLink link, T[] raw, double unit = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = raw.Length / layout.Outputs;
        int weights = rows * layout.Components;
        (T[], T[], T[], T[], T[]) result = (
            new T[weights], new T[weights], new T[weights * layout.Dimensions], new T[weights * layout.Dimensions],
            new T[weights * layout.FactorsPerComponent]);
        using MixtureTile<T> tile = new(layout);
        PredictWork<T> work = new(
            new MixtureHead<T>(layout, link, T.CreateTruncating(HeadCase.Floor)), tile, raw, rows, T.CreateTruncating(unit), result);
        SimdWidth.Run<PredictWork<T>, T>(ref work);
        return result;
    }

    private readonly struct LossWork<T, TSpace>(MixtureHead<T> head, MixtureTile<T> tile, T[] raw, T[] targets, T[] losses, T[]? gradient) : ISimdWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TSpace : struct, IGradientSpace
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> =>
            head.Loss<TVector, TSpace>(
                tile, ref raw[0], head.Layout.Outputs, ref targets[0], head.Layout.Dimensions, losses.Length, ref losses[0], T.One,
                ref gradient is null ? ref Unsafe.NullRef<T>() : ref gradient[0], head.Layout.Outputs);
    }

    private readonly struct PredictWork<T>(
        MixtureHead<T> head, MixtureTile<T> tile, T[] raw, int rows, T unit,
        (T[] Weights, T[] LogWeights, T[] Means, T[] Scales, T[] Factors) result) : ISimdWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            T[] zeros = new T[head.Layout.Dimensions];
            T[] units = [.. Enumerable.Repeat(unit, head.Layout.Dimensions)];
            MixtureRows<T> destination = new()
            {
                RowComponents = head.Layout.Components,
                Weights = result.Weights,
                LogWeights = result.LogWeights,
                Means = result.Means,
                Scales = result.Scales,
                PrecisionFactors = result.Factors,
            };
            head.Predict<TVector>(tile, ref raw[0], head.Layout.Outputs, rows, new TargetUnits<T>(head.Layout, zeros, units), destination);
        }
    }
}
