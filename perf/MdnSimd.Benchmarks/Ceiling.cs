using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Benchmarks;

/// <summary>The multiply-adds that registers alone sustain: what no matrix product can exceed.</summary>
internal static class Ceiling
{
    /// <summary>Independent sums: above the latency of a multiply-add times its throughput, so that only their number counts.</summary>
    private const int Chains = 16;

    /// <summary>Does so many multiply-adds of single numbers, with vectors of the width in use.</summary>
    /// <param name="multiplyAdds">How many.</param>
    /// <param name="sums">Receives the result, so that nothing is left out; at least as long as a vector.</param>
    public static void Run(long multiplyAdds, Span<float> sums)
    {
        Work work = new() { Steps = multiplyAdds / Chains, Sums = sums };
        SimdWidth.Run<Work, float>(ref work);
    }

    private ref struct Work : ISimdWork<float>
    {
        public long Steps;
        public Span<float> Sums;

        public readonly void Run<TVector>()
            where TVector : struct, ISimd<TVector, float> => MultiplyAdds<TVector>(Steps / TVector.Count, ref Sums[0]);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void MultiplyAdds<TVector>(long iterations, ref float sums)
            where TVector : struct, ISimd<TVector, float>
        {
            TVector factor = TVector.Broadcast(0.999f);
            TVector addend = TVector.Broadcast(0.001f);
            TVector s0 = addend, s1 = addend, s2 = addend, s3 = addend, s4 = addend, s5 = addend, s6 = addend, s7 = addend;
            TVector s8 = addend, s9 = addend, s10 = addend, s11 = addend, s12 = addend, s13 = addend, s14 = addend, s15 = addend;
            for (; iterations > 0; iterations--)
            {
                s0 = TVector.MultiplyAdd(s0, factor, addend);
                s1 = TVector.MultiplyAdd(s1, factor, addend);
                s2 = TVector.MultiplyAdd(s2, factor, addend);
                s3 = TVector.MultiplyAdd(s3, factor, addend);
                s4 = TVector.MultiplyAdd(s4, factor, addend);
                s5 = TVector.MultiplyAdd(s5, factor, addend);
                s6 = TVector.MultiplyAdd(s6, factor, addend);
                s7 = TVector.MultiplyAdd(s7, factor, addend);
                s8 = TVector.MultiplyAdd(s8, factor, addend);
                s9 = TVector.MultiplyAdd(s9, factor, addend);
                s10 = TVector.MultiplyAdd(s10, factor, addend);
                s11 = TVector.MultiplyAdd(s11, factor, addend);
                s12 = TVector.MultiplyAdd(s12, factor, addend);
                s13 = TVector.MultiplyAdd(s13, factor, addend);
                s14 = TVector.MultiplyAdd(s14, factor, addend);
                s15 = TVector.MultiplyAdd(s15, factor, addend);
            }

            TVector total = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)) + ((s8 + s9) + (s10 + s11)) + ((s12 + s13) + (s14 + s15));
            TVector.Store(total, ref sums, 0);
        }
    }
}
