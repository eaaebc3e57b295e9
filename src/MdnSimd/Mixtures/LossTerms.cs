using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>What a training loss is made of, as the kernels need it.</summary>
/// <param name="Ranked">The share of the continuous ranked probability score, 0 to 1; the rest is the log-likelihood's.</param>
/// <param name="Beta">The exponent of the variances that weigh the likelihood's gradients, 0 for none.</param>
/// <param name="Prior">alpha - 1 of the Dirichlet prior of the weights, 0 for none.</param>
internal readonly record struct LossTerms<T>(T Ranked, T Beta, T Prior)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The terms of an option that has been checked.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="concentration">alpha of the prior, at least 1.</param>
    public static LossTerms<T> Of(TrainingLoss loss, double concentration) =>
        new(Scalar.Of<T>(loss.RankedShare), Scalar.Of<T>(loss.VarianceExponent), Scalar.Of<T>(concentration - 1));
}
