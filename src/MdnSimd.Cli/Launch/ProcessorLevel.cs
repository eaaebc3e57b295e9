using System.Runtime.InteropServices;

namespace MdnSimd.Cli.Launch;

/// <summary>
/// The levels of x86-64 that native code is compiled for, as the x86-64 psABI numbers them: 1 is every processor, 3 brings AVX2 and fused
/// multiply-adds, 4 AVX-512.
/// </summary>
internal static unsafe partial class ProcessorLevel
{
    // Registers as cpuid returns them and bits in them, from the processors' manuals.
    private const int Ebx = 1;
    private const int Ecx = 2;
    private const uint Fma = 1u << 12, Movbe = 1u << 22, Popcnt = 1u << 23, Avx = 1u << 28, F16C = 1u << 29;
    private const uint Bmi1 = 1u << 3, Avx2 = 1u << 5, Bmi2 = 1u << 8;
    private const uint Lzcnt = 1u << 5;
    private const uint Avx512F = 1u << 16, Avx512Dq = 1u << 17, Avx512Cd = 1u << 28, Avx512Bw = 1u << 30, Avx512Vl = 1u << 31;

    // Leaves as glibc numbers them in sys/platform/x86.h: 1, 7 and 0x80000001 of cpuid.
    private const uint Leaf1 = 0, Leaf7 = 1, LeafExtended = 2;

    /// <summary>
    /// The highest level, 1, 3 or 4, that can be used. The C library is asked, since it knows besides whether the operating system saves the wide
    /// registers, which the processor alone does not tell; of one that has no answer, as before glibc 2.33, it is 1.
    /// </summary>
    public static int Highest()
    {
        try
        {
            bool isThird = Has(Leaf1, Ecx, Fma | Movbe | Popcnt | Avx | F16C) && Has(Leaf7, Ebx, Bmi1 | Avx2 | Bmi2) && Has(LeafExtended, Ecx, Lzcnt);
            bool isFourth = isThird && Has(Leaf7, Ebx, Avx512F | Avx512Dq | Avx512Cd | Avx512Bw | Avx512Vl);
            return isFourth ? 4 : isThird ? 3 : 1;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return 1;
        }
    }

    /// <summary>Whether a register of a leaf has all these bits among those that are active: in the processor and in use.</summary>
    private static bool Has(uint leaf, int register, uint bits)
    {
        const int Active = 4;
        uint* feature = FeatureLeaf(leaf);
        return feature != null && (feature[Active + register] & bits) == bits;
    }

    /// <summary>Four registers as cpuid returned them, then four with the bits that are active.</summary>
    [LibraryImport("libc.so.6", EntryPoint = "__x86_get_cpuid_feature_leaf")]
    private static partial uint* FeatureLeaf(uint leaf);
}
