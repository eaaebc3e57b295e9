using System.Numerics;

namespace MdnSimd.Mixtures;

/// <summary>The normal distribution with mean 0 and variance 1.</summary>
internal static class StandardNormal
{
    private const double SqrtHalf = 0.70710678118654752440;
    private const double InverseSqrtPi = 0.56418958354775628695;
    private const double InverseSqrtTwoPi = 0.39894228040143267794;
    private const double LogSqrtTwoPi = 0.91893853320467274178;

    /// <summary>log of the density; -infinity where z^2 overflows.</summary>
    public static T LogPdf<T>(T z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(-LogSqrtTwoPi) - (T.CreateTruncating(0.5) * z * z);

    /// <summary>The density.</summary>
    public static T Pdf<T>(T z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(InverseSqrtTwoPi) * T.Exp(T.CreateTruncating(-0.5) * z * z);

    /// <summary>
    /// Phi(z), relatively accurate to about 1e-15 for negative z down to where it underflows, so that Phi(-z) is the survival
    /// function: erfc by the rational Chebyshev approximations of W. J. Cody, "Rational Chebyshev approximations for the error
    /// function", Mathematics of Computation 23 (1969) 631-637.
    /// </summary>
    public static T Cdf<T>(T z)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Cdf(double.CreateTruncating(z)));

    private static double Cdf(double z)
    {
        double x = Math.Abs(z) * SqrtHalf;
        if (x <= 0.46875)
        {
            return 0.5 + (0.5 * z * SqrtHalf * ErrorFunctionRatio(x * x));
        }

        if (x > 30)
        {
            return z < 0 ? 0 : 1;
        }

        // exp(-z^2 / 2) with the rounding error of the square put back: it would grow with z^2.
        double square = z * z;
        double lost = Math.FusedMultiplyAdd(z, z, -square);
        double gaussian = Math.Exp(-0.5 * square) * (1 - (0.5 * lost));
        double tail = 0.5 * gaussian * (x <= 4 ? ScaledTail(x) : ScaledFarTail(x));
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>erf(x) / x for |x| up to 0.46875, in y = x^2.</summary>
    private static double ErrorFunctionRatio(double y)
    {
        double numerator = (((((((0.185777706184603153 * y) + 3.16112374387056560) * y) + 113.864154151050156) * y)
            + 377.485237685302021) * y) + 3209.37758913846947;
        double denominator = ((((((y + 23.6012909523441209) * y) + 244.024637934444173) * y) + 1282.61652607737228) * y)
            + 2844.23683343917062;
        return numerator / denominator;
    }

    /// <summary>exp(x^2) erfc(x) for x from 0.46875 to 4.</summary>
    private static double ScaledTail(double x)
    {
        double numerator = (((((((((((((((2.15311535474403846e-8 * x) + 0.564188496988670089) * x)
            + 8.88314979438837594) * x) + 66.1191906371416295) * x) + 298.635138197400131) * x) + 881.952221241769090) * x)
            + 1712.04761263407058) * x) + 2051.07837782607147) * x) + 1230.33935479799725;
        double denominator = ((((((((((((((x + 15.7449261107098347) * x) + 117.693950891312499) * x)
            + 537.181101862009858) * x) + 1621.38957456669019) * x) + 3290.79923573345963) * x) + 4362.61909014324716) * x)
            + 3439.36767414372164) * x) + 1230.33935480374942;
        return numerator / denominator;
    }

    /// <summary>exp(x^2) erfc(x) for x above 4.</summary>
    private static double ScaledFarTail(double x)
    {
        double y = 1 / (x * x);
        double numerator = (((((((((0.0163153871373020978 * y) + 0.305326634961232344) * y) + 0.360344899949804439) * y)
            + 0.125781726111229246) * y) + 0.0160837851487422766) * y) + 6.58749161529837803e-4;
        double denominator = ((((((((y + 2.56852019228982242) * y) + 1.87295284992346725) * y) + 0.527905102951428412) * y)
            + 0.0605183413124413191) * y) + 0.00233520497626869185;
        return (InverseSqrtPi - (y * numerator / denominator)) / x;
    }
}
