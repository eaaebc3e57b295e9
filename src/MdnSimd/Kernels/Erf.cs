using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The error function.</summary>
/// <remarks>
/// Up to |x| = 0.875, x + x e(x^2): what is added is less than an eighth of x, so that its rounding is felt an eighth as much. Beyond, 1 - 1 / r^8 with r a
/// polynomial in |x| - 0.875 for the eighth root of 1 / erfc(|x|) (fit_coefficients.py beside the tests): sums and products of rising numbers rise,
/// where a polynomial for erf itself wavers around 1. Both are evaluated, side by side.
/// Measured: at most 3.16 ulp over all floats, among which it never falls; 2.1 in double.
/// Operations per 512-bit vector: 26 in float, 44 in double, one of them a division; 0.20 ns per float.
/// </remarks>
internal readonly struct Erf : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The polynomial is fitted up to where erf rounds to 1 and rises on from there: at the limit the result is 1. NaN passes: it stands on the right.
        TVector magnitude = TVector.Min(Constant<TVector, T>.Of(4.25f, 6), TVector.Abs(x));
        TVector join = Constant<TVector, T>.Of(0.875);
        TVector one = Constant<TVector, T>.Of(1);
        TVector near = TVector.MultiplyAdd(magnitude, Excess<TVector, T>(magnitude * magnitude), magnitude);
        TVector root = Root<TVector, T>(magnitude - join);
        TVector square = root * root;
        TVector fourth = square * square;
        TVector far = one - (one / (fourth * fourth));
        return TVector.Select(TVector.LessThan(magnitude, join), near, far) | (x & Constant<TVector, T>.Of(-0.0));
    }

    /// <summary>erf(x) / x - 1 for x^2 up to 0.875^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Excess<TVector, T>(TVector square)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector excess;
        if (typeof(T) == typeof(float))
        {
            excess = Constant<TVector, T>.Of(-6.20325319e-4);
            excess = Constant<TVector, T>.Horner(excess, square, 0.00503218094, -0.0267914628);
            excess = Constant<TVector, T>.Horner(excess, square, 0.112824553, -0.376125505);
            excess = Constant<TVector, T>.Horner(excess, square, 0.128379157);
        }
        else
        {
            excess = Constant<TVector, T>.Of(-8.6551147821912336e-10);
            excess = Constant<TVector, T>.Horner(excess, square, 1.4118058278295072e-8, -1.6288380574812771e-7);
            excess = Constant<TVector, T>.Horner(excess, square, 1.6456518573394657e-6, -1.4925381489768455e-5);
            excess = Constant<TVector, T>.Horner(excess, square, 1.2055324326123024e-4, -8.5483268394453878e-4);
            excess = Constant<TVector, T>.Horner(excess, square, 0.0052239776229561392, -0.026866170644932613);
            excess = Constant<TVector, T>.Horner(excess, square, 0.11283791670954304, -0.37612638903183739);
            excess = Constant<TVector, T>.Horner(excess, square, 0.12837916709551257);
        }

        return excess;
    }

    /// <summary>erfc(0.875 + t)^(-1/8) for t from 0 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Root<TVector, T>(TVector beyond)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector root;
        if (typeof(T) == typeof(float))
        {
            root = Constant<TVector, T>.Of(4.63371359e-4);
            root = Constant<TVector, T>.Horner(root, beyond, -2.27719546e-4, 0.00452428493);
            root = Constant<TVector, T>.Horner(root, beyond, 0.0124375094, 0.0509822385);
            root = Constant<TVector, T>.Horner(root, beyond, 0.180992479, 0.367933587);
            root = Constant<TVector, T>.Horner(root, beyond, 1.21118963);
        }
        else
        {
            root = Constant<TVector, T>.Of(4.0425615975448408e-13);
            root = Constant<TVector, T>.Horner(root, beyond, -7.5151765047891161e-12, 7.5183696551903014e-11);
            root = Constant<TVector, T>.Horner(root, beyond, -4.6387251961540954e-10, 2.195983711810162e-9);
            root = Constant<TVector, T>.Horner(root, beyond, -7.0881524641730601e-9, 2.2299831172431089e-8);
            root = Constant<TVector, T>.Horner(root, beyond, -1.5831944108632433e-8, 1.1497958332822707e-7);
            root = Constant<TVector, T>.Horner(root, beyond, 1.0735287207562636e-6, 3.1474173741450686e-6);
            root = Constant<TVector, T>.Horner(root, beyond, 2.9178398039805146e-5, 1.3961178298837484e-4);
            root = Constant<TVector, T>.Horner(root, beyond, 6.5543100726478267e-4, 0.0034394972395714333);
            root = Constant<TVector, T>.Horner(root, beyond, 0.013110574537474438, 0.050772748616571854);
            root = Constant<TVector, T>.Horner(root, beyond, 0.18102208605459525, 0.36793212054377515);
            root = Constant<TVector, T>.Horner(root, beyond, 1.211189645342574);
        }

        return root;
    }
}
