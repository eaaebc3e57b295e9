using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>How strongly the likelihood of a component's term pulls at its mean and scale.</summary>
internal interface IComponentPull
{
    /// <summary>What <see cref="Of"/> needs, from tile.Scales with 1 / sigma.</summary>
    static abstract void Prepare<TVector, T>(MixtureLayout layout, MixtureTile<T> tile, T beta)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The pull on what belongs to a scale.</summary>
    /// <param name="pull">The likelihood's: factor * pi_k.</param>
    /// <param name="pulls">tile.Pulls.</param>
    /// <param name="scale">The scale, in elements, in the order of tile.Scales.</param>
    static abstract TVector Of<TVector, T>(TVector pull, ref T pulls, nint scale)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>As the likelihood has it.</summary>
internal readonly struct PlainPull : IComponentPull
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare<TVector, T>(MixtureLayout layout, MixtureTile<T> tile, T beta)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T>(TVector pull, ref T pulls, nint scale)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => pull;
}

/// <summary>Times sigma^(2 beta), Seitzer et al. 2022, of the term's own sigma.</summary>
internal readonly struct BetaPull : IComponentPull
{
    /// <summary>The largest logarithm of the factor, so that its product with the largest squared deviation does not overflow.</summary>
    private const double LargestLogarithm = 18;

    [MethodImpl(KernelMethod.Options)]
    public static void Prepare<TVector, T>(MixtureLayout layout, MixtureTile<T> tile, T beta)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T memory = ref tile.Memory.First;
        ref T inverseScales = ref Unsafe.Add(ref memory, tile.Scales.Offset);
        ref T pulls = ref Unsafe.Add(ref memory, tile.Pulls.Offset);
        TVector power = TVector.Broadcast(beta + beta);
        TVector limit = Constant<TVector, T>.Of(LargestLogarithm);
        nint end = layout.OwnScales * TVector.Count;
        for (nint i = 0; i < end; i += TVector.Count)
        {
            TVector logarithm = -(power * Log.Invoke<TVector, T>(TVector.Load(ref inverseScales, i)));
            TVector.Store(Exp.Invoke<TVector, T>(TVector.Min(logarithm, limit)), ref pulls, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T>(TVector pull, ref T pulls, nint scale)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => pull * TVector.Load(ref pulls, scale);
}
