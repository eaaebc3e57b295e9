using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>How a question is put to the components, a vector of them at a time.</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>A question that is answered with vectors of any width; its fields are its arguments.</summary>
    private interface IQuestion<TSelf, TAnswer>
        where TSelf : IQuestion<TSelf, TAnswer>, allows ref struct
    {
        /// <summary>The answer; the vector loop stands here.</summary>
        /// <remarks>
        /// Not a member of the question's value, of which a copy would be made first: read in larger pieces than its parts were
        /// written in, the copy would wait for them to reach the cache.
        /// </remarks>
        static abstract TAnswer Answer<TVector>(in GaussianMixture<T> mixture, in TSelf question)
            where TVector : struct, ISimd<TVector, double>;
    }

    private TAnswer Ask<TQuestion, TAnswer>(scoped in TQuestion question)
        where TQuestion : IQuestion<TQuestion, TAnswer>, allows ref struct
    {
        // Not by SimdWidth.Run: to copy the mixture into a work item takes longer than some answers.
        return SimdWidth.Bits switch
        {
            512 => TQuestion.Answer<Simd512<double>>(in this, in question),
            256 => TQuestion.Answer<Simd256<double>>(in this, in question),
            _ => TQuestion.Answer<Simd128<double>>(in this, in question),
        };
    }

    private MarginalLanes<TVector, T> Marginal<TVector>(int dimension)
        where TVector : struct, ISimd<TVector, double> =>
        new(weights, means, scales, Dimensions, dimension, normalizer);
}
