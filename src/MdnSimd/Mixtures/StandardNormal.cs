using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>The normal distribution with mean 0 and variance 1, one number at a time, in double.</summary>
internal static class StandardNormal
{
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    private const double LogSqrtTwoPi = 0.91893853320467274178;

    /// <summary>log of the density; -infinity where z^2 overflows.</summary>
    public static double LogPdf(double z) => -LogSqrtTwoPi - (0.5 * z * z);

    /// <summary>The density.</summary>
    public static double Pdf(double z) => InverseSqrtTwoPi * Math.Exp(-0.5 * z * z);

    /// <summary>
    /// Phi(z), relatively accurate to about 1e-15 for negative z down to where it underflows, so that Phi(-z) is the survival
    /// function. The vector kernel on one number: it is put into every lane, and one is read back.
    /// </summary>
    public static double Cdf(double z) =>
        Simd128<double>.MaxElement(NormalCdf.Invoke<Simd128<double>, double>(Simd128<double>.Broadcast(z)));
}
