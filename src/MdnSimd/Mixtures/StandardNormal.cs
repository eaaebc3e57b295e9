using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>The normal distribution with mean 0 and variance 1, one number at a time, in double.</summary>
internal static class StandardNormal
{
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    public const double LogSqrtTwoPi = 0.91893853320467274178;
    private const double SqrtHalfPi = 1.2533141373155002512;

    // Beyond, the asymptotic series of the tail has all its digits; ScaledErfc ends a little later.
    private const double Far = 37;

    /// <summary>log of the density; -infinity where z^2 overflows.</summary>
    public static double LogPdf(double z) => -LogSqrtTwoPi - (0.5 * z * z);

    /// <summary>The density.</summary>
    public static double Pdf(double z) => InverseSqrtTwoPi * Math.Exp(-0.5 * z * z);

    /// <summary>
    /// Phi(z), relatively accurate to about 1e-15 for negative z down to where it underflows, so that Phi(-z) is the survival
    /// function. The vector kernel on one number: it is put into every lane, and one is read back.
    /// </summary>
    [MethodImpl(KernelMethod.Options)]
    public static double Cdf(double z) =>
        Simd128<double>.MaxElement(NormalCdf.Invoke<Simd128<double>, double>(Simd128<double>.Broadcast(z)));

    /// <summary>
    /// log Phi(z), relatively accurate to about 1e-15 in both tails: finite far beyond where Phi(z) underflows, down to -infinity
    /// where z^2 overflows, and up to -Phi(-z).
    /// </summary>
    public static double LogCdf(double z) =>
        z > 0 ? LogOfComplement(Cdf(-z))
        : z >= -Far ? Math.Log(0.5 * ScaledErfcAt(-z)) - (0.5 * z * z)
        : LogPdf(z) + Math.Log(FarMillsRatio(z));

    /// <summary>log(1 - probability), relatively accurate for small probabilities. The vector kernel on one number.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static double LogOfComplement(double probability) =>
        Simd128<double>.MaxElement(Log1p.Invoke<Simd128<double>, double>(Simd128<double>.Broadcast(-probability)));

    /// <summary>
    /// Phi(high) - Phi(low) without cancellation, low at most high: about 1e-15 (1 + z^2) relative, z the end nearer to 0.
    /// </summary>
    /// <param name="low">May be infinite.</param>
    /// <param name="high">May be infinite.</param>
    /// <param name="width">high - low, which may be known better than by subtraction.</param>
    public static double Between(double low, double high, double width)
    {
        double middle = low + (0.5 * width);
        if (width * Math.Max(1, Math.Abs(middle)) < 0.5)
        {
            return width * MeanPdf(middle, 0.5 * width);
        }

        // From the tail in which both ends are the smaller numbers.
        return low > 0 ? Cdf(-low) - Cdf(-high) : Cdf(high) - Cdf(low);
    }

    /// <summary>
    /// phi(z) + z Phi(z) = E[(z - Z)+] of a standard normal Z, the integral of Phi up to z: to about 1e-16 (1 + z^2) relative. phi
    /// is taken out, whose rounding the difference would otherwise enlarge by z^2.
    /// </summary>
    /// <param name="z">0 or less.</param>
    public static double CdfIntegral(double z) =>
        Pdf(z) * (z >= -Far ? 1 + (z * SqrtHalfPi * ScaledErfcAt(-z)) : FarMillsDefect(z));

    /// <summary>The mean of phi over [middle - reach, middle + reach]: Gauss and Legendre's rule with six points.</summary>
    private static double MeanPdf(double middle, double reach) =>
        (0.23395696728634552369 * PairOfPdf(middle, 0.23861918608319690863 * reach))
        + (0.18038078652406930378 * PairOfPdf(middle, 0.66120938646626451366 * reach))
        + (0.085662246189585172520 * PairOfPdf(middle, 0.93246951420315202781 * reach));

    private static double PairOfPdf(double middle, double reach) => Pdf(middle - reach) + Pdf(middle + reach);

    /// <summary>e^(z^2 / 2) erfc(z / sqrt(2)) for z from 0 to <see cref="Far"/>: the vector kernel on one number.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static double ScaledErfcAt(double z) =>
        Simd128<double>.MaxElement(ScaledErfc.Invoke<Simd128<double>, double>(Simd128<double>.Broadcast(z), Math.Sqrt(2)));

    /// <summary>Phi(z) / phi(z) below -<see cref="Far"/>.</summary>
    private static double FarMillsRatio(double z) => (1 - FarMillsDefect(z)) / -z;

    /// <summary>1 + z Phi(z) / phi(z) below -<see cref="Far"/>: six terms of the asymptotic series.</summary>
    private static double FarMillsDefect(double z)
    {
        double u = 1 / (z * z);
        return u * (1 - (3 * u * (1 - (5 * u * (1 - (7 * u * (1 - (9 * u * (1 - (11 * u))))))))));
    }
}
