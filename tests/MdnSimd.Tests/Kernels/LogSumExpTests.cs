using System.Numerics;
using System.Runtime.InteropServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Kernels;

public class LogSumExpTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void Both_agree_with_the_scalar_definition_at_every_length_between_guard_pages()
    {
        CheckLengths<float>(4e-6);
        CheckLengths<double>(1e-14);
    }

    [Fact]
    public void A_large_logit_takes_all_the_weight_and_gives_no_NaN()
    {
        foreach (int bits in AtWidth.All)
        {
            float[] values = [1, 2, 100, 0];
            Assert.Equal(100f, LogSumExpAt<float>(bits, values));
            SoftmaxAt<float>(bits, values, values);
            Assert.Equal(1f, values[2]);
            Assert.All(values, weight => Assert.InRange(weight, 0f, 1f));
        }
    }

    [Theory]
    [InlineData(-Inf)]
    [InlineData(-Inf, -Inf, -Inf)]
    [InlineData(Inf, Inf, 3.0)]
    [InlineData(Inf, -Inf, 0.0)]
    [InlineData(3e38, 3e38, -3e38)]
    [InlineData(-3e38, -3.2e38)]
    [InlineData(-1000.0, -1000.0, -Inf)]
    public void Infinite_and_huge_logits_share_the_weight_among_the_largest(params double[] logits)
    {
        double largest = logits.Max();
        int sharers = logits.Count(logit => logit == largest);
        foreach (int bits in AtWidth.All)
        {
            double[] weights = new double[logits.Length];
            SoftmaxAt<double>(bits, logits, weights);
            Assert.Equal(logits.Select(logit => logit == largest ? 1.0 / sharers : 0), weights);
            Assert.Equal(largest + Math.Log(sharers), LogSumExpAt<double>(bits, logits));

            float[] single = Array.ConvertAll(logits, logit => (float)logit);
            Assert.Equal((float)largest + MathF.Log(sharers), LogSumExpAt<float>(bits, single));
            SoftmaxAt<float>(bits, single, single);
            Assert.Equal(logits.Select(logit => logit == largest ? 1f / sharers : 0), single);
        }
    }

    [Fact]
    public void The_log_sum_exp_of_nothing_is_minus_infinity_and_its_softmax_nothing()
    {
        foreach (int bits in AtWidth.All)
        {
            Assert.Equal(double.NegativeInfinity, LogSumExpAt<double>(bits, []));
            SoftmaxAt<double>(bits, [], []);
        }
    }

    [Fact]
    public void NaN_anywhere_gives_NaN()
    {
        foreach (int bits in AtWidth.All)
        {
            for (int position = 0; position < 35; position++)
            {
                foreach (float other in (float[])[1, float.NegativeInfinity, float.PositiveInfinity])
                {
                    float[] values = [.. Enumerable.Repeat(other, 35)];
                    values[position] = float.NaN;
                    Assert.True(float.IsNaN(LogSumExpAt<float>(bits, values)), $"{bits} bits, NaN at {position} among {other}");
                    SoftmaxAt<float>(bits, values, values);
                    Assert.All(values, weight => Assert.True(float.IsNaN(weight)));
                }
            }
        }
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentException>("weights", () => Softmax.Apply<float>(new float[3], new float[2]));

    private static void CheckLengths<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Longest = 35;
        Random random = new(11);
        using GuardedMemory<T> memory = new(Longest);
        using GuardedMemory<T> output = new(Longest);
        foreach (int bits in AtWidth.All)
        {
            for (int length = 1; length <= Longest; length++)
            {
                Span<T> logits = length % 2 == 0 ? memory.AtEnd(length) : memory.AtStart(length);
                Span<T> weights = length % 2 == 0 ? output.AtEnd(length) : output.AtStart(length);
                double offset = random.Next(-1000, 1000);
                for (int i = 0; i < length; i++)
                {
                    logits[i] = T.CreateTruncating(offset + (8 * random.NextDouble()));
                }

                double[] expected = [.. logits.ToArray().Select(logit => double.CreateTruncating(logit))];
                double maximum = expected.Max();
                double total = expected.Sum(logit => Math.Exp(logit - maximum));
                double actual = double.CreateTruncating(LogSumExpAt<T>(bits, logits));
                Assert.Equal(maximum + Math.Log(total), actual, tolerance * (1 + Math.Abs(maximum)) / 16);

                SoftmaxAt<T>(bits, logits, weights);
                double sum = 0;
                for (int i = 0; i < length; i++)
                {
                    double weight = double.CreateTruncating(weights[i]);
                    Assert.Equal(Math.Exp(expected[i] - maximum) / total, weight, tolerance * weight);
                    sum += weight;
                }

                Assert.Equal(1, sum, tolerance / 8);
                SoftmaxAt<T>(bits, logits, logits);
                Assert.True(logits.SequenceEqual(weights), "In place differs.");
            }
        }
    }

    private static T LogSumExpAt<T>(int bits, ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T origin = ref MemoryMarshal.GetReference(values);
        return bits switch
        {
            512 => LogSumExp.Of<Simd512<T>, T>(ref origin, values.Length),
            256 => LogSumExp.Of<Simd256<T>, T>(ref origin, values.Length),
            128 => LogSumExp.Of<Simd128<T>, T>(ref origin, values.Length),
            _ => LogSumExp.Of(values),
        };
    }

    private static void SoftmaxAt<T>(int bits, ReadOnlySpan<T> logits, Span<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T from = ref MemoryMarshal.GetReference(logits);
        ref T to = ref MemoryMarshal.GetReference(weights);
        switch (bits)
        {
            case 512:
                Softmax.Apply<Simd512<T>, T>(ref from, ref to, logits.Length);
                break;
            case 256:
                Softmax.Apply<Simd256<T>, T>(ref from, ref to, logits.Length);
                break;
            case 128:
                Softmax.Apply<Simd128<T>, T>(ref from, ref to, logits.Length);
                break;
            default:
                Softmax.Apply(logits, weights);
                break;
        }
    }
}
