using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>The components' shares of the density at a point, a block of them at a time.</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>A multiple of every vector's length.</summary>
    private const int ShareBlock = 64;

    /// <summary>What <see cref="WriteShares"/> divides by.</summary>
    private ShareTotal TotalAt(ReadOnlySpan<T> t)
    {
        PowerSum sum = SumTerms(t);
        return IsSound(sum, t.Length) ? new(true, sum, default) : new(false, default, SumOfComponents(t));
    }

    /// <summary>The shares w_k N_k(t) / p(t) of the components from <paramref name="first"/> on, as far as the block reaches.</summary>
    /// <param name="t">[D].</param>
    /// <param name="total"><see cref="TotalAt"/> t.</param>
    /// <param name="first">A multiple of <see cref="ShareBlock"/>.</param>
    /// <param name="block">[ShareBlock]: receives the shares; behind the last component there may be zeros.</param>
    /// <returns>How many there are.</returns>
    private int WriteShares(ReadOnlySpan<T> t, in ShareTotal total, int first, Span<double> block)
    {
        int count = Math.Min(ShareBlock, Components - first);
        if (!total.ByVectors)
        {
            for (int k = 0; k < count; k++)
            {
                block[k] = Responsibility(t, first + k, total.Components);
            }

            return count;
        }

        return Coupled
            ? Ask<SharesOfTerms<Dependent>, int>(new(t, total.Terms, first, block))
            : Ask<SharesOfTerms<Independent>, int>(new(t, total.Terms, first, block));
    }

    /// <summary>The sum of all terms by vectors or, where that does not tell, component by component.</summary>
    private readonly record struct ShareTotal(bool ByVectors, PowerSum Terms, LogSum Components);

    private readonly ref struct SharesOfTerms<TShape>(ReadOnlySpan<T> t, PowerSum sum, int first, Span<double> block)
        : IQuestion<SharesOfTerms<TShape>, int>
        where TShape : ITermShape
    {
        private readonly ReadOnlySpan<T> t = t;
        private readonly Span<double> block = block;
        private readonly double power = sum.Power;
        private readonly double rate = 1 / sum.Sum;
        private readonly int first = first;

        [MethodImpl(KernelMethod.Options)]
        public static int Answer<TVector>(in GaussianMixture<T> mixture, in SharesOfTerms<TShape> question)
            where TVector : struct, ISimd<TVector, double>
        {
            ref double shares = ref MemoryMarshal.GetReference(question.block);
            int count = Math.Min(ShareBlock, mixture.Components - question.first);
            for (nint i = 0; i < count; i += TVector.Count)
            {
                TVector factor = mixture.Term<TVector, TShape>(question.first + i, question.t, out TVector power);
                factor *= TVector.Broadcast(question.rate);
                TVector.Store(TVector.ScaleByPowerOfTwo(factor, power - TVector.Broadcast(question.power)), ref shares, i);
            }

            return count;
        }
    }
}
