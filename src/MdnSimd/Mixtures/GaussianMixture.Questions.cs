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

    private TAnswer Ask<TQuestion, TAnswer>(TQuestion question)
        where TQuestion : IQuestion<TQuestion, TAnswer>, allows ref struct
    {
        Work<TQuestion, TAnswer> work = new(this, question);
        SimdWidth.Run<Work<TQuestion, TAnswer>, double>(ref work);
        return work.Answer;
    }

    private MarginalLanes<TVector, T> Marginal<TVector>(int dimension)
        where TVector : struct, ISimd<TVector, double> =>
        new(weights, means, scales, Dimensions, dimension, normalizer);

    private ref struct Work<TQuestion, TAnswer>(GaussianMixture<T> mixture, TQuestion question) : ISimdWork<double>
        where TQuestion : IQuestion<TQuestion, TAnswer>, allows ref struct
    {
        private readonly GaussianMixture<T> mixture = mixture;
        private readonly TQuestion question = question;

        public TAnswer Answer { get; private set; } = default!;

        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, double> => Answer = TQuestion.Answer<TVector>(in mixture, in question);
    }
}
