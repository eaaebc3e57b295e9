using System.Numerics;

namespace MdnSimd.Simd;

/// <summary>Work to be done by vectors of the width that <see cref="SimdWidth"/> chose.</summary>
/// <remarks>
/// Implemented by (ref) structs that carry spans and numbers, so that choosing a width neither allocates nor calls
/// anything virtual: the call on the struct is bound when the generic code is compiled.
/// </remarks>
internal interface ISimdWork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does the work with <typeparamref name="TVector"/>.</summary>
    void Run<TVector>()
        where TVector : struct, ISimd<TVector, T>;
}

/// <summary>Chooses the vector width once, when the process first asks.</summary>
internal static class SimdWidth
{
    /// <summary>The environment variable that overrides the choice: 512, 256 or 128.</summary>
    public const string Variable = "MDNSIMD_SIMD";

    /// <summary>The bits of a vector in use: 512, 256 or 128.</summary>
    public static readonly int Bits = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Runs <paramref name="work"/> with vectors of the chosen width.</summary>
    public static void Run<TWork, T>(ref TWork work)
        where TWork : ISimdWork<T>, allows ref struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (Bits)
        {
            case 512:
                work.Run<Simd512<T>>();
                break;
            case 256:
                work.Run<Simd256<T>>();
                break;
            default:
                work.Run<Simd128<T>>();
                break;
        }
    }

    /// <summary>The widest width that is asked for and that the processor has.</summary>
    /// <param name="requested">The text of the environment variable, null or empty when it is not set.</param>
    /// <exception cref="InvalidOperationException">The text is none of 512, 256 and 128.</exception>
    internal static int Choose(string? requested)
    {
        int ceiling = requested switch
        {
            null or "" or "512" => 512,
            "256" => 256,
            "128" => 128,
            _ => throw new InvalidOperationException($"{Variable} must be 512, 256 or 128, but is '{requested}'."),
        };

        // The order of preference. Wider wins wherever it is in hardware: measured on Zen 5, 512-bit kernels reach twice
        // the multiply-adds of 256-bit ones. 128 is the last resort, since every x86-64 and every Arm64 has it.
        if (ceiling >= 512 && Simd512<float>.IsAccelerated)
        {
            return 512;
        }

        if (ceiling >= 256 && Simd256<float>.IsAccelerated)
        {
            return 256;
        }

        return 128;
    }
}
