using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The error function.</summary>
/// <remarks>
/// x p(x^2) up to where the result rounds to 1; p a minimax polynomial in x^2 less the middle of its interval
/// (otherwise its terms would cancel), of degree 16 in float and 38 in double (fit_coefficients.py beside the tests; those of float
/// then moved by some units in their last place to where the largest error is least).
/// Its last step is taken at x^2 = 6, and the rest is evaluated in two parts of low and high powers, which do not
/// cancel as even and odd ones would.
/// Measured: at most 3.68 ulp over all floats, 5.8 in double. It is not monotone: where neighbouring arguments have the same or the next
/// value, above all from 2 on, it may fall by as much as its error wavers, up to 5 ulp.
/// Operations per 512-bit vector: 27 in float, 50 in double; 0.20 ns per float.
/// </remarks>
internal readonly struct Erf : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // NaN passes: it stands on the right.
        TVector magnitude = TVector.Min(Constant<TVector, T>.Of(3.925f, 5.92), TVector.Abs(x));
        TVector centred = TVector.MultiplyAdd(magnitude, magnitude, Constant<TVector, T>.Of(-7.75f, -17.55));
        TVector atPivot;
        TVector high;
        TVector low;
        if (typeof(T) == typeof(float))
        {
            high = Constant<TVector, T>.Of(2.2908186e-18);
            high = Constant<TVector, T>.Horner(high, centred, -5.0057652e-17, 3.48700886e-16);
            high = Constant<TVector, T>.Horner(high, centred, -3.65678057e-15, 9.9035309e-14);
            high = Constant<TVector, T>.Horner(high, centred, -1.57285372e-12, 1.90759439e-11);
            high = Constant<TVector, T>.Horner(high, centred, -2.3277702e-10);
            low = Constant<TVector, T>.Of(2.79564438e-9);
            low = Constant<TVector, T>.Horner(low, centred, -3.11514654e-8, 3.2484823e-7);
            low = Constant<TVector, T>.Horner(low, centred, -3.22125902e-6, 3.07379705e-5);
            low = Constant<TVector, T>.Horner(low, centred, -2.8769052e-4, 0.00272729085);
            low = Constant<TVector, T>.Horner(low, centred, -0.027914362);
            atPivot = Constant<TVector, T>.Of(0.408031106);
        }
        else
        {
            high = Constant<TVector, T>.Of(6.182298991012414e-54);
            high = Constant<TVector, T>.Horner(high, centred, -3.5758064876734933e-52, -2.1944908270322009e-51);
            high = Constant<TVector, T>.Horner(high, centred, 3.7486635573012291e-49, 5.3981165290076584e-48);
            high = Constant<TVector, T>.Horner(high, centred, -5.5012488794901469e-46, 5.4965396012918101e-45);
            high = Constant<TVector, T>.Horner(high, centred, 7.1298768423995931e-44, 4.4020434277466529e-42);
            high = Constant<TVector, T>.Horner(high, centred, -2.7358780116543183e-40, 6.3263564584671019e-39);
            high = Constant<TVector, T>.Horner(high, centred, -1.484864623594952e-37, 5.034835065794317e-36);
            high = Constant<TVector, T>.Horner(high, centred, -1.5831404275626486e-34, 4.3439980051025562e-33);
            high = Constant<TVector, T>.Horner(high, centred, -1.1612423093787434e-31, 3.0869579246137346e-30);
            high = Constant<TVector, T>.Horner(high, centred, -7.9473215232825386e-29, 1.9717162587955744e-27);
            high = Constant<TVector, T>.Horner(high, centred, -4.7399010604900166e-26, 1.1055492111101312e-24);
            high = Constant<TVector, T>.Horner(high, centred, -2.501055521380149e-23);
            low = Constant<TVector, T>.Of(5.4921654349969235e-22);
            low = Constant<TVector, T>.Horner(low, centred, -1.1724590430808383e-20, 2.4377753673134413e-19);
            low = Constant<TVector, T>.Horner(low, centred, -4.9480668266568233e-18, 9.8321943985382976e-17);
            low = Constant<TVector, T>.Horner(low, centred, -1.918955046261464e-15, 3.6919812665962332e-14);
            low = Constant<TVector, T>.Horner(low, centred, -7.0292838773566337e-13, 1.3296248308668482e-11);
            low = Constant<TVector, T>.Horner(low, centred, -2.5084957645393445e-10, 4.73874453989431e-9);
            low = Constant<TVector, T>.Horner(low, centred, -9.0007968776368916e-8, 1.727588468097221e-6);
            low = Constant<TVector, T>.Horner(low, centred, -3.3753531170992205e-5, 6.8048154491531727e-4);
            low = Constant<TVector, T>.Horner(low, centred, -0.014660272109121566);
            atPivot = Constant<TVector, T>.Of(0.40803110012587255);
        }

        TVector square = centred * centred;
        TVector fourth = square * square;
        TVector eighth = fourth * fourth;
        TVector split = typeof(T) == typeof(float) ? eighth : eighth * eighth;
        TVector slope = TVector.MultiplyAdd(high, split, low);
        TVector fromPivot = TVector.MultiplyAdd(magnitude, magnitude, Constant<TVector, T>.Of(-6));
        TVector result = magnitude * TVector.MultiplyAdd(fromPivot, slope, atPivot);
        TVector one = Constant<TVector, T>.Of(1);
        return TVector.Min(one, result) | (x & Constant<TVector, T>.Of(-0.0));
    }
}
