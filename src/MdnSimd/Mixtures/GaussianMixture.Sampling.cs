using CommunityToolkit.HighPerformance;
using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <content>What might happen?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>
    /// Draws independent samples. Sample i is a function of the mixture, the seed and i alone, the same as
    /// <see cref="Sample(ulong, ulong, Span{T})"/> gives for index i: however the work is divided, the samples are the same.
    /// </summary>
    /// <param name="seed">Any number; another seed gives independent samples.</param>
    /// <param name="samples">[count, D]: receives one sample to a row, in the units of the target.</param>
    /// <exception cref="ArgumentException">The width of samples is not D.</exception>
    public void Sample(ulong seed, Span2D<T> samples)
    {
        MixtureArguments.CheckWidth(samples.Height, samples.Width, Dimensions, nameof(samples));
        for (int i = 0; i < samples.Height; i++)
        {
            Sample(seed, (ulong)i, samples.GetRowSpan(i));
        }
    }

    /// <summary>Draws one sample of the sequence that a seed stands for.</summary>
    /// <param name="seed">Any number; another seed gives independent samples.</param>
    /// <param name="index">Which sample of the sequence.</param>
    /// <param name="sample">[D]: receives the sample, in the units of the target.</param>
    /// <exception cref="ArgumentException">The length of sample is not D.</exception>
    public void Sample(ulong seed, ulong index, Span<T> sample)
    {
        MixtureArguments.CheckLength(sample.Length, Dimensions, "[D]", nameof(sample));
        CounterRandom random = new(seed, index);
        int component = ComponentAt(random.NextUniform());
        if (Coupled)
        {
            CoupledSample(component, ref random, sample);
            return;
        }

        for (int d = 0; d < sample.Length; d++)
        {
            sample[d] = Narrow(ComponentMean(component, d) + (ComponentScale(component, d) * random.NextNormal()));
        }
    }

    /// <summary>The component in which the running sum of the weights passes a probability; never one of weight zero.</summary>
    private int ComponentAt(double probability)
    {
        double sum = 0;
        int last = 0;
        for (int k = 0; k < Components; k++)
        {
            double weight = Weight(k);
            if (weight > 0)
            {
                last = k;
                sum += weight;
                if (probability < sum)
                {
                    break;
                }
            }
        }

        // Where rounding leaves the whole sum short of the probability, the last one.
        return last;
    }
}
