using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>A function of one number, applied to every lane of a vector.</summary>
/// <remarks>
/// Each is an empty struct in a file of its own, whose header states method, error and cost. Loops take the struct as
/// a type argument (<see cref="Elementwise"/>); other kernels call <see cref="Invoke"/> where they need it, inlined.
/// </remarks>
internal interface IElementwise
{
    /// <summary>The function of each lane of <paramref name="x"/>.</summary>
    static abstract TVector Invoke<TVector, T>(TVector x)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
