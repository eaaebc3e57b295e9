using CommunityToolkit.HighPerformance;

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
    public void Sample(ulong seed, Span2D<T> samples) => Sample(seed, default(SamplingOptions), samples);

    /// <summary>Draws one sample of the sequence that a seed stands for.</summary>
    /// <param name="seed">Any number; another seed gives independent samples.</param>
    /// <param name="index">Which sample of the sequence.</param>
    /// <param name="sample">[D]: receives the sample, in the units of the target.</param>
    /// <exception cref="ArgumentException">The length of sample is not D.</exception>
    public void Sample(ulong seed, ulong index, Span<T> sample) => Sample(seed, index, default, sample);

    /// <summary>
    /// Draws samples as the options say. Sample i is a function of the mixture, the seed, the options and i alone, the same as
    /// <see cref="Sample(ulong, ulong, in SamplingOptions, Span{T})"/> gives for index i.
    /// </summary>
    /// <param name="seed">Any number; another seed gives independent samples.</param>
    /// <param name="options">Temperatures and method.</param>
    /// <param name="samples">[count, D]: receives one sample to a row, in the units of the target.</param>
    /// <exception cref="ArgumentException">The width of samples is not D.</exception>
    public void Sample(ulong seed, in SamplingOptions options, Span2D<T> samples)
    {
        MixtureArguments.CheckWidth(samples.Height, samples.Width, Dimensions, nameof(samples));
        Tempering tempering = Temper(options);
        for (int i = 0; i < samples.Height; i++)
        {
            UniformPoint point = new(seed, (ulong)i, options.Method);
            Draw(ref point, tempering, samples.GetRowSpan(i));
        }
    }

    /// <summary>Draws one sample of the sequence that a seed and options stand for.</summary>
    /// <param name="seed">Any number; another seed gives independent samples.</param>
    /// <param name="index">Which sample of the sequence.</param>
    /// <param name="options">Temperatures and method.</param>
    /// <param name="sample">[D]: receives the sample, in the units of the target.</param>
    /// <exception cref="ArgumentException">The length of sample is not D.</exception>
    public void Sample(ulong seed, ulong index, in SamplingOptions options, Span<T> sample)
    {
        MixtureArguments.CheckLength(sample.Length, Dimensions, "[D]", nameof(sample));
        UniformPoint point = new(seed, index, options.Method);
        Draw(ref point, Temper(options), sample);
    }

    /// <summary>A component by the first coordinate, then its normal distribution by the others.</summary>
    private void Draw(ref UniformPoint point, Tempering tempering, Span<T> sample)
    {
        int component = ComponentAt(point.Next(), tempering);
        if (Coupled)
        {
            CoupledSample(component, ref point, tempering.ScaleFactor, sample);
            return;
        }

        for (int d = 0; d < sample.Length; d++)
        {
            double scale = ComponentScale(component, d) * tempering.ScaleFactor;
            sample[d] = Narrow(ComponentMean(component, d) + (scale * point.NextNormal()));
        }
    }

    /// <summary>What the temperatures make of this mixture.</summary>
    private Tempering Temper(in SamplingOptions options)
    {
        double temperature = options.WeightTemperature;
        double largest = double.NegativeInfinity;
        double total = 0;
        if (temperature != 1)
        {
            for (int k = 0; k < Components; k++)
            {
                largest = Math.Max(largest, LogWeight(k));
            }

            for (int k = 0; k < Components; k++)
            {
                total += TemperedWeight(k, temperature, largest);
            }
        }

        return new Tempering(temperature, largest, total, Math.Sqrt(options.ScaleTemperature));
    }

    /// <summary>(w_k / w_max)^(1 / temperature), the limits at 0 and infinity included.</summary>
    private double TemperedWeight(int component, double temperature, double largest)
    {
        double logRatio = LogWeight(component) - largest;
        return logRatio == 0 ? 1 : double.IsNegativeInfinity(logRatio) ? 0 : Math.Exp(logRatio / temperature);
    }

    /// <summary>The component in which the running sum of the weights passes a probability; never one of weight zero.</summary>
    private int ComponentAt(double probability, Tempering tempering)
    {
        bool plain = tempering.WeightTemperature == 1;
        double sum = 0;
        int last = 0;
        for (int k = 0; k < Components; k++)
        {
            double weight = plain
                ? Weight(k)
                : TemperedWeight(k, tempering.WeightTemperature, tempering.LargestLogWeight) / tempering.Total;
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

    /// <summary>What is the same for all samples of a call.</summary>
    /// <param name="WeightTemperature">The weights' temperature; if 1 the next two are not used.</param>
    /// <param name="LargestLogWeight">The largest log-weight.</param>
    /// <param name="Total">The sum of the tempered weights, the largest taken as 1.</param>
    /// <param name="ScaleFactor">What scales are multiplied by.</param>
    private readonly record struct Tempering(double WeightTemperature, double LargestLogWeight, double Total, double ScaleFactor);
}
