using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>e^x_i / sum of e^x_j: weights that are at least 0 and sum to 1 to rounding.</summary>
/// <remarks>
/// The maximum is subtracted first (<see cref="LogSumExp"/>). Elements of +infinity share the weight between them, and all do
/// where all are -infinity: the limit of equal elements. NaN makes every weight NaN.
/// </remarks>
internal static class Softmax
{
    /// <summary>The weights of <paramref name="logits"/>, with vectors of the width that <see cref="SimdWidth"/> chose.</summary>
    /// <param name="logits">Any length, 0 included.</param>
    /// <param name="weights">At least as long as logits: the logits themselves, or memory apart from them.</param>
    /// <exception cref="ArgumentException">The destination is too short, or overlaps the logits in part.</exception>
    public static void Apply<T>(ReadOnlySpan<T> logits, Span<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Elementwise.CheckDestination(logits, weights, nameof(weights));
        Work<T> work = new(logits, weights);
        SimdWidth.Run<Work<T>, T>(ref work);
    }

    /// <summary>The same at a given width, for kernels that already run at one. Nothing is checked.</summary>
    [MethodImpl(KernelMethod.Options)]
    public static void Apply<TVector, T>(ref T logits, ref T weights, nint length)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector shift = TVector.Broadcast(LogSumExp.Shift<TVector, T>(ref logits, length));
        TVector sum = TVector.Zero;
        nint index = 0;
        for (; index <= length - TVector.Count; index += TVector.Count)
        {
            TVector weight = LogSumExp.ExpOfShifted<TVector, T>(TVector.Load(ref logits, index), shift);
            TVector.Store(weight, ref weights, index);
            sum += weight;
        }

        if (index < length)
        {
            TVector last = Tail<TVector, T>.Load(ref logits, index, length - index, T.NegativeInfinity);
            TVector weight = LogSumExp.ExpOfShifted<TVector, T>(last, shift);
            Tail<TVector, T>.Store(weight, ref weights, index, length - index);
            sum += weight;
        }

        Normalize<TVector, T>(ref weights, length, TVector.Sum(sum));
    }

    [MethodImpl(KernelMethod.Options)]
    private static void Normalize<TVector, T>(ref T weights, nint length, T total)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The total is 0 only where every logit is -infinity; then every weight is 1 / length.
        bool equal = total == T.Zero;
        TVector divisor = TVector.Broadcast(equal ? T.CreateChecked(length) : total);
        TVector offset = TVector.Broadcast(equal ? T.One : T.Zero);
        nint index = 0;
        for (; index <= length - TVector.Count; index += TVector.Count)
        {
            TVector.Store((TVector.Load(ref weights, index) + offset) / divisor, ref weights, index);
        }

        if (index < length)
        {
            TVector last = Tail<TVector, T>.Load(ref weights, index, length - index, T.Zero);
            Tail<TVector, T>.Store((last + offset) / divisor, ref weights, index, length - index);
        }
    }

    private readonly ref struct Work<T>(ReadOnlySpan<T> logits, Span<T> weights) : ISimdWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> logits = logits;
        private readonly Span<T> weights = weights;

        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> => Apply<TVector, T>(
                ref MemoryMarshal.GetReference(logits), ref MemoryMarshal.GetReference(weights), logits.Length);
    }
}
