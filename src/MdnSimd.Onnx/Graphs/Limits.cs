using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Onnx.Graphs;

/// <summary>The engine's limits, which are vectors, as numbers.</summary>
internal static class Limits
{
    /// <summary>The number that all lanes hold.</summary>
    public static T Of<T>(Simd128<T> limit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> lanes = stackalloc T[Simd128<T>.Count];
        Simd128<T>.Store(limit, ref lanes[0], 0);
        return lanes[0];
    }
}
