using System.Globalization;
using MathNet.Numerics.Distributions;
using MdnSimd.Kernels;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class StandardNormalTests
{
    [Fact]
    public void Cdf_has_all_its_digits_from_the_far_tail_to_the_far_tail() => AssertDigits("Cdf", StandardNormal.Cdf, 1e-15);

    [Fact]
    public void Quantile_has_all_its_digits() => AssertDigits("Quantile", NormalQuantile.Of, 2e-15);

    [Fact]
    public void Log_cdf_has_all_its_digits_beyond_where_the_cdf_is_0_or_1() => AssertDigits("LogCdf", StandardNormal.LogCdf, 1.5e-15);

    [Fact]
    public void The_integral_of_the_cdf_keeps_the_digits_of_its_tail()
    {
        AssertDigits("CdfIntegral", StandardNormal.CdfIntegral, 4e-13);
        Assert.Equal(0, StandardNormal.CdfIntegral(double.NegativeInfinity));
    }

    [Fact]
    public void Cdf_and_quantile_are_inverse_and_agree_with_another_library()
    {
        for (double z = -37; z < 0; z += 0.0625)
        {
            Near.AssertRelative(z, NormalQuantile.Of(StandardNormal.Cdf(z)), 4e-15, $"quantile(Phi({z:R}))");
            if (z > -8)
            {
                Near.AssertRelative(Normal.CDF(0, 1, z), StandardNormal.Cdf(z), 1e-12, $"Phi({z:R})");
                Near.AssertRelative(Normal.PDF(0, 1, z), StandardNormal.Pdf(z), 1e-14, $"phi({z:R})");
                Near.AssertRelative(Normal.PDFLn(0, 1, z), StandardNormal.LogPdf(z), 1e-14, $"log phi({z:R})");
            }
        }
    }

    [Fact]
    public void Ends_are_exact()
    {
        Assert.Equal(0, StandardNormal.Cdf(double.NegativeInfinity));
        Assert.Equal(1, StandardNormal.Cdf(double.PositiveInfinity));
        Assert.True(double.IsNaN(StandardNormal.Cdf(double.NaN)));
        Assert.Equal(double.NegativeInfinity, StandardNormal.LogCdf(double.NegativeInfinity));
        Assert.Equal(double.NegativeInfinity, StandardNormal.LogCdf(-1e200));
        Assert.Equal(0, StandardNormal.LogCdf(double.PositiveInfinity));
        Assert.True(double.IsNaN(StandardNormal.LogCdf(double.NaN)));
        Assert.Equal(double.NegativeInfinity, NormalQuantile.Of(0));
        Assert.Equal(double.PositiveInfinity, NormalQuantile.Of(1));
        Assert.Equal(0, NormalQuantile.Of(0.5));
        Assert.All([-1e-300, 1.5, double.NaN], p => Assert.True(double.IsNaN(NormalQuantile.Of(p))));
    }

    private static void AssertDigits(string asked, Func<double, double> function, double tolerance)
    {
        (string Question, double At, string Answer)[] references =
            [.. MixtureReference.Normal.Where(reference => reference.Question == asked)];
        Assert.NotEmpty(references);
        foreach ((string question, double at, string answer) in references)
        {
            double expected = double.Parse(answer, CultureInfo.InvariantCulture);
            Near.AssertRelative(expected, function(at), tolerance, $"{question}({at:R})");
        }
    }
}
