using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <summary>
/// The uniform numbers that one sample is made of, one coordinate after the other: a function of the seed, the sample's index and
/// the method alone. A mutable value: pass it by reference.
/// </summary>
internal struct UniformPoint
{
    // No sample's own stream: indices would have to reach it.
    private const ulong ShiftStream = ulong.MaxValue;

    private readonly ulong seed;
    private readonly ulong index;
    private readonly SamplingMethod method;
    private CounterRandom random;
    private int coordinate;

    /// <summary>The point of a sample.</summary>
    public UniformPoint(ulong seed, ulong index, SamplingMethod method)
    {
        this.seed = seed;
        this.index = index;
        this.method = method;
        random = new CounterRandom(seed, method == SamplingMethod.Antithetic ? index >> 1 : index);
    }

    /// <summary>The next coordinate, in (0, 1).</summary>
    public double Next()
    {
        int current = coordinate++;
        if (method == SamplingMethod.QuasiRandom && current < SobolSequence.Coordinates)
        {
            (ulong shift, _) = CounterRandom.Block(seed, (ulong)current, ShiftStream);
            return CounterRandom.ToUniform(SobolSequence.At(index, current) ^ shift);
        }

        // Uniform numbers are symmetric about 1/2, so the difference is one of them, and exact.
        double uniform = random.NextUniform();
        return method == SamplingMethod.Antithetic && (index & 1) != 0 ? 1 - uniform : uniform;
    }

    /// <summary>The next coordinate as a standard normal number.</summary>
    public double NextNormal() => NormalQuantile.Of(Next());
}
