using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Mixtures;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Mixtures;

/// <summary>Calls a mixture head for a training loss as the trainer does, on plain arrays.</summary>
internal static class LossRunner
{
    /// <summary>The losses [rows] and, where asked, the gradient [rows, outputs], each row's times its weight where there are weights.</summary>
    public static T[] Loss<T>(
        MixtureLayout layout, ScaleLink link, LossTerms<T> terms, T[] raw, T[] targets, T[]? gradient = null, T[]? weights = null,
        double floor = HeadCase.Floor, int bits = AtWidth.Chosen)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] losses = new T[targets.Length / layout.Dimensions];
        using MixtureTile<T> tile = new(layout, terms);
        MixtureHead<T> head = new(layout, link, T.CreateTruncating(floor));
        Work<T> work = new(head, tile, terms, raw, targets, losses, gradient, weights);
        AtWidth.Run<Work<T>, T>(bits, ref work);
        return losses;
    }

    /// <summary>The terms of a loss without a prior.</summary>
    public static LossTerms<double> Terms(TrainingLoss loss, double concentration = 1) => LossTerms<double>.Of(loss, concentration);

    /// <summary>A loss without a prior, of a case.</summary>
    public static (double[] Losses, double[] Gradient) Evaluate(HeadCase @case, TrainingLoss loss, double[] raw, double[] targets)
    {
        double[] gradient = new double[raw.Length];
        return (Loss(@case.Layout, @case.Link, Terms(loss), raw, targets, gradient), gradient);
    }

    private readonly struct Work<T>(
        MixtureHead<T> head, MixtureTile<T> tile, LossTerms<T> terms, T[] raw, T[] targets, T[] losses, T[]? gradient, T[]? weights)
        : ISimdWork<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            MixtureHead<T>.LossRows rows = new()
            {
                Raw = ref raw[0],
                RawStride = head.Layout.Outputs,
                Targets = ref targets[0],
                TargetStride = head.Layout.Dimensions,
                Rows = losses.Length,
                Weights = ref weights is null ? ref Unsafe.NullRef<T>() : ref weights[0],
                Losses = ref losses[0],
                GradientFactor = T.One,
                Gradient = ref gradient is null ? ref Unsafe.NullRef<T>() : ref gradient[0],
                GradientStride = head.Layout.Outputs,
            };
            head.Loss<TVector>(tile, terms, rows);
        }
    }
}
