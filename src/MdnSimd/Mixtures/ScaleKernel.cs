using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>From raw outputs to scales, sigma = floor + link(s).</summary>
/// <remarks>
/// A kernel of its own, because a link and a logarithm in one method are more than the compiler inlines at narrow widths, and
/// what it then calls costs more than all the rest (see <see cref="KernelMethod"/>; measured at 256 bits, softplus, 16 components of
/// 8 coupled dimensions: 2260 ns per row in one method, 490 ns in two). The cost is the link's elementary functions.
/// </remarks>
internal static class ScaleKernel<TVector, T, TLink>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLink : struct, IScaleLink
{
    /// <summary>Scales of raw outputs that follow one another, [count] vectors.</summary>
    /// <param name="raw">s, which d sigma / ds replaces.</param>
    /// <param name="count">How many.</param>
    /// <param name="floor">The smallest scale.</param>
    /// <param name="scales">Receives sigma.</param>
    public static void Apply(ref T raw, int count, T floor, ref T scales)
    {
        int pairs = count / 2;
        nint end = pairs * SimdPair<TVector, T>.Count;
        ScaleKernel<SimdPair<TVector, T>, T, TLink>.Apply(ref raw, SimdPair<TVector, T>.Count, 0, pairs, floor, ref scales);
        Apply(ref Unsafe.Add(ref raw, end), TVector.Count, 0, count - (2 * pairs), floor, ref Unsafe.Add(ref scales, end));
    }

    /// <summary>Scales on the diagonal of an upper triangle that lies row by row, [count (count + 1) / 2] vectors.</summary>
    /// <param name="raw">The triangle; d sigma / ds replaces its diagonal.</param>
    /// <param name="count">The length of the diagonal.</param>
    /// <param name="floor">The smallest scale.</param>
    /// <param name="scales">Receives sigma, [count].</param>
    public static void ApplyToDiagonal(ref T raw, int count, T floor, ref T scales) =>
        Apply(ref raw, count * TVector.Count, TVector.Count, count, floor, ref scales);

    /// <summary>Steps through raw outputs, each step shorter by <paramref name="shortening"/> than the one before.</summary>
    [MethodImpl(KernelMethod.Options)]
    internal static void Apply(ref T raw, nint step, nint shortening, int count, T floor, ref T scales)
    {
        TVector least = TVector.Broadcast(floor);
        nint element = 0;
        for (nint i = 0; i < count; i++)
        {
            TVector sigma = least + TLink.Invoke<TVector, T>(TVector.Load(ref raw, element), out TVector derivative);
            TVector.Store(sigma, ref scales, i * TVector.Count);
            TVector.Store(derivative, ref raw, element);
            element += step;
            step -= shortening;
        }
    }
}
