using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>The loop that applies an <see cref="IElementwise"/> function to spans.</summary>
internal static class Elementwise
{
    /// <summary>destination[i] = f(source[i]), with vectors of the width that <see cref="SimdWidth"/> chose.</summary>
    /// <param name="source">Any length, 0 included.</param>
    /// <param name="destination">At least as long as source: the source itself, or memory apart from it.</param>
    /// <exception cref="ArgumentException">The destination is too short, or overlaps the source in part.</exception>
    public static void Apply<TFunction, T>(ReadOnlySpan<T> source, Span<T> destination)
        where TFunction : struct, IElementwise
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckDestination(source, destination, nameof(destination));
        Work<TFunction, T> work = new(source, destination);
        SimdWidth.Run<Work<TFunction, T>, T>(ref work);
    }

    /// <summary>The same at a given width, for kernels that already run at one. Nothing is checked.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Apply<TFunction, TVector, T>(ref T source, ref T destination, nint length)
        where TFunction : struct, IElementwise
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint index = 0;
        for (; index <= length - SimdPair<TVector, T>.Count; index += SimdPair<TVector, T>.Count)
        {
            SimdPair<TVector, T> pair = SimdPair<TVector, T>.Load(ref source, index);
            SimdPair<TVector, T>.Store(TFunction.Invoke<SimdPair<TVector, T>, T>(pair), ref destination, index);
        }

        if (index < length)
        {
            ApplyToLast<TFunction, TVector, T>(ref Unsafe.Add(ref source, index), ref Unsafe.Add(ref destination, index), length - index);
        }
    }

    /// <summary>Fewer elements than a pair of vectors holds.</summary>
    [MethodImpl(KernelMethod.Options)]
    private static void ApplyToLast<TFunction, TVector, T>(ref T source, ref T destination, nint length)
        where TFunction : struct, IElementwise
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint index = 0;
        for (; index <= length - TVector.Count; index += TVector.Count)
        {
            TVector.Store(TFunction.Invoke<TVector, T>(TVector.Load(ref source, index)), ref destination, index);
        }

        if (index < length)
        {
            TVector last = Tail<TVector, T>.Load(ref source, index, length - index, T.Zero);
            Tail<TVector, T>.Store(TFunction.Invoke<TVector, T>(last), ref destination, index, length - index);
        }
    }

    /// <summary>Refuses a destination that is too short, or that the loop would read again after writing.</summary>
    /// <exception cref="ArgumentException">One of the two, named <paramref name="name"/>.</exception>
    public static void CheckDestination<T>(ReadOnlySpan<T> source, Span<T> destination, string name)
        where T : unmanaged
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException(
                $"{name} must hold the {source.Length} elements of the source, but its length is {destination.Length}.",
                name);
        }

        if (source.Overlaps(destination, out int shift) && shift != 0)
        {
            throw new ArgumentException($"{name} must be the source itself or not overlap it.", name);
        }
    }

    private readonly ref struct Work<TFunction, T>(ReadOnlySpan<T> source, Span<T> destination) : ISimdWork<T>
        where TFunction : struct, IElementwise
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> source = source;
        private readonly Span<T> destination = destination;

        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> => Apply<TFunction, TVector, T>(
                ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), source.Length);
    }
}
