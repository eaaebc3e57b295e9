using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Simd;

/// <summary>Runs work at a stated vector width, whether or not the processor has it; without instructions it is only slower.</summary>
internal static class AtWidth
{
    /// <summary>Stands for the width that the process has chosen.</summary>
    public const int Chosen = 0;

    /// <summary>Every width.</summary>
    public static readonly IReadOnlyList<int> Stated = [512, 256, 128];

    /// <summary>Every width, and the chosen one.</summary>
    public static readonly IReadOnlyList<int> All = [.. Stated, Chosen];

    /// <summary>The same, as cases of a theory.</summary>
    public static TheoryData<int> Cases => [.. All];

    public static void Run<TWork, T>(int bits, ref TWork work)
        where TWork : ISimdWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (bits)
        {
            case 512:
                work.Run<Simd512<T>>();
                break;
            case 256:
                work.Run<Simd256<T>>();
                break;
            case 128:
                work.Run<Simd128<T>>();
                break;
            default:
                SimdWidth.Run<TWork, T>(ref work);
                break;
        }
    }
}
