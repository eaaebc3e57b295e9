using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The scaled complementary error function e^(x^2) erfc(x), from which the tails of the normal distribution come.</summary>
/// <remarks>
/// (1 + 2 x) e^(x^2) erfc(x) runs smoothly from 1 at 0 to 2 / sqrt(pi) and is a minimax polynomial in q = (x - c) / (x + c) (Shepherd and
/// Laframboise, Mathematics of Computation 36, 1981): c = 2, degree 9 up to x = 10.7 in float; c = 4, degree 22 up to x = 28 in
/// double (fit_coefficients.py beside the tests).
/// </remarks>
internal static class ScaledErfc
{
    /// <summary>e^(x^2) erfc(x) for x from 0 to 10.7 in float, to 28 in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = Constant<TVector, T>.Of(1);
        TVector centre = Constant<TVector, T>.Of(2f, 4);
        TVector reciprocal = one / (x + centre);
        TVector q = (x - centre) * reciprocal;

        // One step of refinement by the remainder x (1 - q) - c (1 + q): the quotient's error would be the largest of all.
        TVector remainder = TVector.MultiplyAdd(-q, x, TVector.MultiplyAdd(-centre, q + one, x));
        q = TVector.MultiplyAdd(reciprocal, remainder, q);

        TVector square = q * q;
        TVector odd;
        TVector even;
        if (typeof(T) == typeof(float))
        {
            odd = Constant<TVector, T>.Of(-3.93913189e-4);
            odd = Constant<TVector, T>.Horner(odd, square, 0.00131199933, -0.00806133657, 0.164055801, -0.0927640055);
            even = Constant<TVector, T>.Of(-0.00121866513);
            even = Constant<TVector, T>.Horner(even, square, 0.00862221334, -0.0542017678, -0.166031648, 1.2769784);
        }
        else
        {
            odd = Constant<TVector, T>.Of(-1.3386327993172611e-8);
            odd = Constant<TVector, T>.Horner(odd, square, 1.1456150183995814e-7, -8.3424065390344525e-7, 5.7172954396171924e-6, -2.4402941604852562e-5);
            odd = Constant<TVector, T>.Horner(odd, square, -1.9925556122967707e-4, 0.005031969763561325, 0.037167515561853655, 0.093732834996823736);
            odd = Constant<TVector, T>.Horner(odd, square, 0.068097054254736603);
            odd = Constant<TVector, T>.Horner(odd, square, -0.13962111684056289);
            even = Constant<TVector, T>.Of(-1.7176460371752858e-9);
            even = Constant<TVector, T>.Horner(even, square, -7.7788823875985338e-9, 6.2389161675781044e-8, 3.0195631761441474e-7, -1.122528299695959e-5);
            even = Constant<TVector, T>.Horner(even, square, 1.5062247156129577e-4, -7.5777340486027463e-4, -0.016197734048424742, -0.066330365812563823);
            even = Constant<TVector, T>.Horner(even, square, -0.10103906603630116);
            even = Constant<TVector, T>.Horner(even, square, 0.015379652102619764);
            even = Constant<TVector, T>.Horner(even, square, 1.2329951186255525);
        }

        return TVector.MultiplyAdd(odd, q, even) / TVector.MultiplyAdd(Constant<TVector, T>.Of(2), x, one);
    }
}
