using FsCheck.Fluent;
using MathNet.Numerics.Distributions;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class GaussianMixtureCdfTests
{
    [Fact]
    public void The_cdf_is_the_integral_of_the_density() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        (double from, double to) = mixture.Support();
        return new[] { -9.5, -3, 0.25, 2, 8 }.All(t =>
        {
            double below = mixture.Integrate(x => mixture.View().Density([x]), Math.Min(from, t), t);
            double above = mixture.Integrate(x => mixture.View().Density([x]), t, Math.Max(to, t));
            return Near.Absolute(below, mixture.View().Cdf(t), 1e-12) && Near.Absolute(above, mixture.View().Survival(t), 1e-12);
        });
    }, 50);

    [Fact]
    public void The_cdf_is_the_weighted_sum_of_another_library() => MixtureCase.Check(MixtureCase.Nasty(), mixture =>
        new[] { -1e6, -1, 0, 0.5, 1000 }.All(t =>
        {
            double expected = Enumerable.Range(0, mixture.Components)
                .Sum(k => mixture.Weights[k] * Normal.CDF(mixture.Means[k], mixture.Scales[k], t));
            return Near.Absolute(expected, mixture.View().Cdf(t), 1e-14);
        }));

    [Fact]
    public void It_rises_from_zero_to_one_and_survival_is_its_complement() => MixtureCase.Check(
        Arb.From(MixtureCase.Nasty().Generator.Zip(MixtureCase.Uniform(-1e3, 1e3).ArrayOf(10))),
        drawn =>
        {
            (MixtureCase mixture, double[] points) = drawn;
            GaussianMixture<double> view = mixture.View();
            double last = 0;
            foreach (double t in points.Concat(mixture.Means).Order())
            {
                double cdf = view.Cdf(t), survival = view.Survival(t);
                if (!(cdf >= last - 1e-15 && cdf <= 1 && survival >= 0) || !Near.Absolute(1, cdf + survival, 1e-15 * 4))
                {
                    return false;
                }

                last = cdf;
            }

            return view.Cdf(double.NegativeInfinity) == 0 && view.Survival(double.PositiveInfinity) == 0
                && Near.Absolute(1, view.Cdf(double.PositiveInfinity), 1e-15) && double.IsNaN(view.Cdf(double.NaN));
        });

    [Fact]
    public void Each_tail_keeps_its_digits()
    {
        GaussianMixture<double> mixture = new([0.5, 0.5], [-3, 3], [1, 1]);
        for (double t = 8; t < 35; t += 0.5)
        {
            Assert.Equal(mixture.Cdf(-t), mixture.Survival(t));
            double z = t - 3;

            // Between the two bounds of the Mills ratio: z / (1 + z^2) < tail / phi < 1 / z.
            double ratio = mixture.Survival(t) / mixture.Density([t]);
            Assert.InRange(ratio, z / (1 + (z * z)), 1 / z);
        }
    }

    [Fact]
    public void Float_agrees_with_double() => MixtureCase.Check(MixtureCase.Nasty(), drawn =>
    {
        MixtureCase mixture = drawn.Rounded();
        (float[] weights, float[] means, float[] scales) = drawn.ToFloat();
        GaussianMixture<float> single = new(weights, means, scales);
        return Near.Absolute(mixture.View().Cdf(0.5), single.Cdf(0.5f), 6e-8)
            && Near.Absolute(mixture.View().Survival(-2), single.Survival(-2f), 6e-8);
    });

    [Fact]
    public void Order_shift_scale_and_equal_components_change_nothing() => MixtureCase.Check(MixtureCase.Gentle(), mixture =>
    {
        double expected = mixture.View().Cdf(1.5);
        MixtureCase one = new([1], mixture.Means[..1], mixture.Scales[..1]);
        return Near.Absolute(expected, mixture.Reversed().View().Cdf(1.5), 1e-15)
            && Near.Absolute(expected, mixture.Moved(shift: 5, factor: 2).View().Cdf(8), 1e-13)
            && Near.Absolute(one.View().Cdf(1.5), mixture.AllLikeTheFirst().View().Cdf(1.5), 1e-15);
    });
}
