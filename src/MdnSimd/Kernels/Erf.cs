using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The error function.</summary>
/// <remarks>
/// x p(x^2) up to where the result rounds to 1; p a minimax polynomial in x^2 less the middle of its interval (otherwise its
/// terms would cancel), of degree 16 in float and 38 in double (fit_coefficients.py beside the tests).
/// </remarks>
internal readonly struct Erf : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // NaN passes: it stands on the right.
        TVector magnitude = TVector.Min(Constant<TVector, T>.Of(3.93f, 5.92), TVector.Abs(x));
        TVector centred = TVector.MultiplyAdd(magnitude, magnitude, Constant<TVector, T>.Of(-7.75f, -17.55));
        TVector square = centred * centred;
        TVector odd;
        TVector even;
        if (typeof(T) == typeof(float))
        {
            odd = Constant<TVector, T>.Of(-4.60485711e-17);
            odd = Constant<TVector, T>.Horner(odd, square, -3.04656244e-15, -1.39954189e-12, -1.99394111e-10, -2.62590836e-8);
            odd = Constant<TVector, T>.Horner(odd, square, -2.65277465e-6);
            odd = Constant<TVector, T>.Horner(odd, square, -2.33899064e-4);
            odd = Constant<TVector, T>.Horner(odd, square, -0.0231416038);
            even = Constant<TVector, T>.Of(2.29082684e-18);
            even = Constant<TVector, T>.Horner(even, square, 2.6110024e-16, 9.26359259e-14, 1.63234506e-11, 2.38828488e-9);
            even = Constant<TVector, T>.Horner(even, square, 2.70333092e-7, 2.51007694e-5, 0.00222383257, 0.359180967);
        }
        else
        {
            odd = Constant<TVector, T>.Of(-2.8617509542115595e-52);
            odd = Constant<TVector, T>.Horner(odd, square, 3.4951998667790099e-49, -4.8777664203897623e-46, 1.3478380081891634e-43, -2.2274419957495799e-40);
            odd = Constant<TVector, T>.Horner(odd, square, -7.5417045264200175e-38, -1.001616977463405e-34, -6.5951053978939814e-32, -4.3818851203536751e-29);
            odd = Constant<TVector, T>.Horner(odd, square, -2.4625687815811281e-26, -1.2241461825479474e-23, -5.3811393533869368e-21, -2.1324362774097985e-18);
            odd = Constant<TVector, T>.Horner(odd, square, -7.8333659323029062e-16, -2.7650455144379843e-13, -9.7277908488813478e-11, -3.5275469340589636e-8);
            odd = Constant<TVector, T>.Horner(odd, square, -1.3799884364469303e-5);
            odd = Constant<TVector, T>.Horner(odd, square, -0.0068007102653496516);
            even = Constant<TVector, T>.Of(6.182298991012414e-54);
            even = Constant<TVector, T>.Horner(even, square, -6.3245473202950856e-51, 9.727822937690578e-48, -8.5740285451930952e-46, 5.2255442030438059e-42);
            even = Constant<TVector, T>.Horner(even, square, 3.1664173550063642e-39, 3.3198164255421474e-36, 2.515470811267697e-33, 1.745723057281286e-30);
            even = Constant<TVector, T>.Horner(even, square, 1.0538006228564412e-27, 5.580906386235343e-25, 2.6034463078028515e-22, 1.083585172555073e-19);
            even = Constant<TVector, T>.Horner(even, square, 4.1171772137496667e-17, 1.4755881881642423e-14, 5.1774254303215704e-12, 1.8414319318513671e-9);
            even = Constant<TVector, T>.Horner(even, square, 6.8799642873015997e-7);
            even = Constant<TVector, T>.Horner(even, square, 2.906282598903573e-4);
            even = Constant<TVector, T>.Horner(even, square, 0.23870495726551847);
        }

        TVector result = magnitude * TVector.MultiplyAdd(odd, centred, even);
        TVector one = Constant<TVector, T>.Of(1);
        return TVector.Min(one, result) | (x & Constant<TVector, T>.Of(-0.0));
    }
}
