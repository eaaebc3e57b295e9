using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Integration;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

/// <summary>A mixture that owns its numbers, so that properties can draw, shrink and print it.</summary>
internal sealed record MixtureCase(double[] Weights, double[] Means, double[] Scales)
{
    public int Components => Weights.Length;

    public int Dimensions => Means.Length / Weights.Length;

    public GaussianMixture<double> View() => new(Weights, Means, Scales);

    /// <summary>The same mixture after rounding to float, in double: what the float view really is.</summary>
    public MixtureCase Rounded() => new(Round(Weights), Round(Means), Round(Scales));

    public (float[] Weights, float[] Means, float[] Scales) ToFloat() =>
        (Single(Weights), Single(Means), Single(Scales));

    /// <summary>The distribution of one dimension.</summary>
    public MixtureCase Marginal(int dimension) => this with
    {
        Means = Means.Chunk(Dimensions).Select(row => row[dimension]).ToArray(),
        Scales = Scales.Chunk(Dimensions).Select(row => row[dimension]).ToArray(),
    };

    /// <summary>The mixture without its other components.</summary>
    public MixtureCase FirstTwo()
    {
        int count = Math.Min(2, Components);
        return Normalized(Weights[..count], Means[..(count * Dimensions)], Scales[..(count * Dimensions)]);
    }

    /// <summary>The components in the opposite order.</summary>
    public MixtureCase Reversed() => new(
        Weights.Reverse().ToArray(),
        Means.Chunk(Dimensions).Reverse().SelectMany(row => row).ToArray(),
        Scales.Chunk(Dimensions).Reverse().SelectMany(row => row).ToArray());

    /// <summary>The same weights with the first component in every place.</summary>
    public MixtureCase AllLikeTheFirst() => this with
    {
        Means = Enumerable.Repeat(Means[..Dimensions], Components).SelectMany(row => row).ToArray(),
        Scales = Enumerable.Repeat(Scales[..Dimensions], Components).SelectMany(row => row).ToArray(),
    };

    /// <summary>The distribution of factor * t + shift.</summary>
    public MixtureCase Moved(double shift, double factor) => this with
    {
        Means = Array.ConvertAll(Means, x => (factor * x) + shift),
        Scales = Array.ConvertAll(Scales, x => factor * x),
    };

    public override string ToString() => $"weights [{Text(Weights)}] means [{Text(Means)}] scales [{Text(Scales)}]";

    /// <summary>The integral of f, piece by piece between the places where a component of the dimension changes.</summary>
    public double Integrate(Func<double, double> f, double from, double to, int dimension = 0)
    {
        SortedSet<double> ends = [from, to];
        for (int k = 0; k < Components; k++)
        {
            for (int i = -10; i <= 10; i++)
            {
                double end = Means[(k * Dimensions) + dimension] + (i * Scales[(k * Dimensions) + dimension]);
                if (end > from && end < to)
                {
                    ends.Add(end);
                }
            }
        }

        return ends.Zip(ends.Skip(1)).Sum(piece => GaussLegendreRule.Integrate(f, piece.First, piece.Second, 16));
    }

    /// <summary>Where, to 30 standard deviations, all the mass of one dimension lies.</summary>
    public (double From, double To) Support(int dimension = 0)
    {
        IEnumerable<(double Mean, double Scale)> marginal = Enumerable.Range(0, Components)
            .Select(k => (Means[(k * Dimensions) + dimension], Scales[(k * Dimensions) + dimension]));
        return (marginal.Min(c => c.Mean - (30 * c.Scale)), marginal.Max(c => c.Mean + (30 * c.Scale)));
    }

    /// <summary>1 to 6 components of comparable weight and scale that overlap.</summary>
    public static Arbitrary<MixtureCase> Gentle(int dimensions = 1) => From(
        dimensions,
        Uniform(0.05, 1),
        Uniform(-10, 10),
        Uniform(-1, 0.5).Select(e => Math.Pow(10, e)));

    /// <summary>
    /// 1 to 6 components nested, coinciding or far apart: weights from 1e-12 or zero, scales from 1e-6 to 1e6, means on top of
    /// each other or at any distance up to 1e6.
    /// </summary>
    public static Arbitrary<MixtureCase> Nasty(int dimensions = 1) => From(
        dimensions,
        Gen.Frequency((1, Gen.Constant(0.0)), (6, Uniform(-12, 0).Select(e => Math.Pow(10, e)))),
        Gen.OneOf(
            Gen.Elements(0.0, 1, -1, 1000, 1e6),
            Uniform(-2, 2),
            Gen.Zip(Uniform(-6, 6), Gen.Elements(-1, 1)).Select(pair => pair.Item2 * Math.Pow(10, pair.Item1))),
        Gen.OneOf(Gen.Elements(1e-6, 1, 1e6), Uniform(-6, 6).Select(e => Math.Pow(10, e))));

    public static Gen<double> Uniform(double from, double to) =>
        Gen.Choose(0, 1 << 30).Select(i => from + ((to - from) * i / (1 << 30)));

    /// <summary>Runs a property; a failure throws with the shrunk counterexample and the seed that replays it.</summary>
    public static void Check<TCase>(Arbitrary<TCase> cases, Func<TCase, bool> property, int count = 200) =>
        Prop.ForAll(cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true));

    /// <summary>Checks that a property does not throw for mixtures drawn from <paramref name="cases"/>.</summary>
    public static void ForAll(Arbitrary<MixtureCase> cases, Action<MixtureCase> property, int count = 100) =>
        Properties.ForAll(cases.Generator, property, count, cases.Shrinker);

    private static Arbitrary<MixtureCase> From(int dimensions, Gen<double> weight, Gen<double> mean, Gen<double> scale)
    {
        Gen<MixtureCase> generator =
            from components in Gen.Choose(1, 6)
            from weights in weight.ArrayOf(components)
            from means in mean.ArrayOf(components * dimensions)
            from scales in scale.ArrayOf(components * dimensions)
            select Normalized(weights, means, scales);
        return Arb.From(generator, Shrink);
    }

    private static MixtureCase Normalized(double[] weights, double[] means, double[] scales)
    {
        double sum = weights.Sum();
        return new(Array.ConvertAll(weights, w => sum > 0 ? w / sum : 1.0 / weights.Length), means, scales);
    }

    /// <summary>Fewer components, then rounder numbers.</summary>
    private static IEnumerable<MixtureCase> Shrink(MixtureCase mixture)
    {
        int d = mixture.Dimensions;
        for (int k = 0; mixture.Components > 1 && k < mixture.Components; k++)
        {
            yield return Normalized(
                mixture.Weights.Where((_, i) => i != k).ToArray(),
                mixture.Means.Where((_, i) => i / d != k).ToArray(),
                mixture.Scales.Where((_, i) => i / d != k).ToArray());
        }

        for (int digits = 1; digits <= 3; digits++)
        {
            MixtureCase rounder = mixture with
            {
                Means = Array.ConvertAll(mixture.Means, x => RoundTo(x, digits)),
                Scales = Array.ConvertAll(mixture.Scales, x => RoundTo(x, digits)),
            };
            if (!rounder.Means.SequenceEqual(mixture.Means) || !rounder.Scales.SequenceEqual(mixture.Scales))
            {
                yield return rounder;
            }
        }
    }

    private static double RoundTo(double value, int digits) =>
        double.Parse(value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static float[] Single(double[] values) => Array.ConvertAll(values, x => (float)x);

    private static double[] Round(double[] values) => Array.ConvertAll(values, x => (double)(float)x);

    private static string Text(double[] values) =>
        string.Join(", ", values.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
}
