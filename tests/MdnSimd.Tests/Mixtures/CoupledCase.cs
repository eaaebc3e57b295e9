using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

/// <summary>A mixture with full covariances that owns its numbers, so that properties can draw, shrink and print it.</summary>
internal sealed record CoupledCase(double[] Weights, double[] Means, double[] Factors)
{
    private readonly double[] scales = new double[Means.Length];

    public int Components => Weights.Length;

    public int Dimensions => Means.Length / Weights.Length;

    public GaussianMixture<double> View() =>
        GaussianMixture<double>.FromPrecisionFactors(Weights, Means, Factors, scales);

    /// <summary>Memory for a marginal or conditional of any number of dimensions.</summary>
    public double[] Memory() => new double[GaussianMixture<double>.MemoryLength(Components, Dimensions)];

    /// <summary>The marginal standard deviation of a component in a dimension.</summary>
    public double Scale(int component, int dimension)
    {
        _ = View();
        return scales[(component * Dimensions) + dimension];
    }

    /// <summary>A point at a distance from the mean of a component that is measured in its standard deviations.</summary>
    public double[] Point(int component, double deviation) =>
    [
        .. Enumerable.Range(0, Dimensions).Select(
            d => Means[(component * Dimensions) + d] + (deviation * (1 - (0.5 * (d % 3))) * Scale(component, d))),
    ];

    /// <summary>The log-density of some dimensions.</summary>
    public double LogMarginal(int[] dimensions, double[] t) =>
        View().Marginal(dimensions, Memory()).LogDensity([.. dimensions.Select(d => t[d])]);

    /// <summary>The log-density of the other dimensions given some.</summary>
    public double LogConditional(int[] given, double[] t) =>
        View().Conditional(given, [.. given.Select(d => t[d])], Memory())
            .LogDensity([.. Enumerable.Range(0, Dimensions).Except(given).Select(d => t[d])]);

    /// <summary>The distribution of factor * t + shift.</summary>
    public CoupledCase Moved(double shift, double factor) => this with
    {
        Means = Array.ConvertAll(Means, x => (factor * x) + shift),
        Factors = Array.ConvertAll(Factors, x => x / factor),
    };

    /// <summary>The same weights with the first component in every place.</summary>
    public CoupledCase AllLikeTheFirst() => this with
    {
        Means = [.. Enumerable.Repeat(Means[..Dimensions], Components).SelectMany(row => row)],
        Factors = [.. Enumerable.Repeat(Factors[..(Dimensions * Dimensions)], Components).SelectMany(row => row)],
    };

    /// <summary>The components in the opposite order.</summary>
    public CoupledCase Reversed() => new(
        [.. Weights.Reverse()],
        [.. Means.Chunk(Dimensions).Reverse().SelectMany(row => row)],
        [.. Factors.Chunk(Dimensions * Dimensions).Reverse().SelectMany(row => row)]);

    public override string ToString() =>
        $"weights [{string.Join(", ", Weights)}] means [{string.Join(", ", Means)}] factors [{string.Join(", ", Factors)}]";

    /// <summary>1 to 4 components that overlap, of comparable weight.</summary>
    public static Gen<CoupledCase> Gentle(int dimensions) =>
        From(dimensions, MixtureCase.Uniform(0.05, 1), Gen.Constant(1.0), MixtureCase.Uniform(-1, 1));

    /// <summary>Weights from 1e-12, every dimension in a unit of its own from 1e-6 to 1e6, components nested or apart.</summary>
    public static Gen<CoupledCase> Nasty(int dimensions) => From(
        dimensions,
        MixtureCase.Uniform(-12, 0).Select(e => Math.Pow(10, e)),
        MixtureCase.Uniform(-6, 6).Select(e => Math.Pow(10, e)),
        Gen.OneOf(Gen.Constant(0.0), MixtureCase.Uniform(-3, 3)));

    /// <summary>Checks that a property does not throw.</summary>
    public static void ForAll(Gen<CoupledCase> cases, Action<CoupledCase> property, int count = 100) =>
        Properties.ForAll(cases, property, count, Shrink);

    private static Gen<CoupledCase> From(int dimensions, Gen<double> weight, Gen<double> unit, Gen<double> coupling) =>
        from components in Gen.Choose(1, 4)
        from weights in weight.ArrayOf(components)
        from units in unit.ArrayOf(dimensions)
        from sizes in MixtureCase.Uniform(-0.7, 0.5).Select(e => Math.Pow(10, e)).ArrayOf(components)
        from means in MixtureCase.Uniform(-3, 3).ArrayOf(components * dimensions)
        from diagonal in MixtureCase.Uniform(0.6, 1.6).ArrayOf(components * dimensions)
        from couplings in coupling.ArrayOf(components * dimensions * dimensions)
        select Build(weights, units, sizes, means, diagonal, couplings);

    private static CoupledCase Build(
        double[] weights, double[] units, double[] sizes, double[] means, double[] diagonal, double[] couplings)
    {
        int n = units.Length;
        double[] factors = new double[couplings.Length];
        for (int i = 0; i < factors.Length; i++)
        {
            int component = i / (n * n), row = i / n % n, column = i % n;
            double element = row == column ? diagonal[(component * n) + row] : row < column ? couplings[i] : 0;
            factors[i] = element / (sizes[component] * units[column]);
        }

        return new(
            Array.ConvertAll(weights, w => w / weights.Sum()), [.. means.Select((m, i) => m * units[i % n])], factors);
    }

    /// <summary>Fewer components.</summary>
    private static IEnumerable<CoupledCase> Shrink(CoupledCase mixture)
    {
        int d = mixture.Dimensions;
        for (int k = 0; mixture.Components > 1 && k < mixture.Components; k++)
        {
            double[] weights = [.. mixture.Weights.Where((_, i) => i != k)];
            yield return new(
                Array.ConvertAll(weights, w => w / weights.Sum()),
                [.. mixture.Means.Where((_, i) => i / d != k)],
                [.. mixture.Factors.Where((_, i) => i / (d * d) != k)]);
        }
    }
}
