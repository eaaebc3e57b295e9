using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The scaled complementary error function e^(x^2) erfc(x): what the tails of erfc are made of.</summary>
/// <remarks>
/// (1 + 2 x) e^(x^2) erfc(x) runs smoothly from 1 at 0 to 2 / sqrt(pi) and is a minimax polynomial in q = (x - c) /
/// (x + c) (Shepherd and Laframboise, Mathematics of Computation 36, 1981): c = 2, degree 9 up to x = 10.7 in float;
/// c = 4, degree 22 up to x = 28 in double (fit_coefficients.py beside the tests).
/// </remarks>
internal static class ScaledErfc
{
    /// <summary>
    /// Factor of numerator and denominator. It keeps the numerator below 1, where a rounding costs half of what it does
    /// above, and was chosen so that it is a float and Scale * sqrt(2) all but one.
    /// </summary>
    private const double Scale = 0.7433599829673767;

    /// <summary>e^(y^2) erfc(y) for y = x / unit, from 0 to 10.7 in float and 28 in double; y is nowhere rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x, double unit)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = Constant<TVector, T>.Of(1);
        TVector centre = Constant<TVector, T>.Of((float)(2 * unit), 4 * unit);
        TVector reciprocal = one / (x + centre);
        TVector q = (x - centre) * reciprocal;

        // One step of refinement by the remainder x (1 - q) - c (1 + q): the quotient's error would be the largest of all.
        TVector remainder = TVector.MultiplyAdd(-q, x, TVector.MultiplyAdd(-centre, q + one, x));
        q = TVector.MultiplyAdd(reciprocal, remainder, q);

        TVector high;
        TVector low;
        if (typeof(T) == typeof(float))
        {
            high = Constant<TVector, T>.Of(-2.92819301e-4);
            high = Constant<TVector, T>.Horner(high, q, -9.05906887e-4, 9.75287798e-4);
            high = Constant<TVector, T>.Horner(high, q, 0.00640940836, -0.00599247502);
            high = Constant<TVector, T>.Horner(high, q, -0.0402914252);
            low = Constant<TVector, T>.Of(0.121952517);
            low = Constant<TVector, T>.Horner(low, q, -0.123421283, -0.0689570495);
            low = Constant<TVector, T>.Horner(low, q, 0.949254639);
        }
        else
        {
            high = Constant<TVector, T>.Of(-1.2768293289386026e-9);
            high = Constant<TVector, T>.Horner(high, q, -9.9508605490005105e-9, -5.7825098791504728e-9);
            high = Constant<TVector, T>.Horner(high, q, 8.5160436056468375e-8, 4.6377606160657509e-8);
            high = Constant<TVector, T>.Horner(high, q, -6.2014111827635827e-7, 2.2446224311874313e-7);
            high = Constant<TVector, T>.Horner(high, q, 4.2500086406132966e-6, -8.3444261774238639e-6);
            high = Constant<TVector, T>.Horner(high, q, -1.8140170255737089e-5, 1.11966717894309e-4);
            high = Constant<TVector, T>.Horner(high, q, -1.4811861060184783e-4, -5.632984253300648e-4);
            high = Constant<TVector, T>.Horner(high, q, 0.0037405649577333012, -0.012040747306347114);
            low = Constant<TVector, T>.Of(0.027628843734999242);
            low = Constant<TVector, T>.Horner(low, q, -0.04930733960064731, 0.069677238626722824);
            low = Constant<TVector, T>.Horner(low, q, -0.075108398407784482, 0.050620625090929529);
            low = Constant<TVector, T>.Horner(low, q, 0.011432617925047607, -0.10378875103648694);
            low = Constant<TVector, T>.Horner(low, q, 0.91655923038034934);
        }

        TVector square = q * q;
        TVector fourth = square * square;
        TVector split = typeof(T) == typeof(float) ? fourth : fourth * fourth;
        TVector numerator = TVector.MultiplyAdd(high, split, low);
        TVector slope = Constant<TVector, T>.Of(2 * Scale / unit);
        TVector denominator = TVector.MultiplyAdd(slope, x, Constant<TVector, T>.Of(Scale));

        // At 0, where the value is 1, rounding must not lift it above.
        return TVector.Min(one, numerator / denominator);
    }
}
