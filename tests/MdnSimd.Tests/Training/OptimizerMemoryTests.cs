using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public sealed class OptimizerMemoryOfFloatTests : OptimizerMemoryTests<float>;

public sealed class OptimizerMemoryOfDoubleTests : OptimizerMemoryTests<double>;

public abstract class OptimizerMemoryTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Dictionary<string, OptimizerOptions> Rules = new()
    {
        ["descent"] = new SgdOptions(),
        ["Adam"] = new AdamOptions(),
        ["AdamW"] = new AdamWOptions(),
        ["RMSProp"] = new RmsPropOptions(),
    };

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void An_update_stays_within_its_vectors(string rule)
    {
        foreach (int bits in AtWidth.All)
        {
            int lanes = (bits == AtWidth.Chosen ? SimdWidth.Bits : bits) / (8 * Unsafe.SizeOf<T>());
            foreach (int vectors in (int[])[1, 3, 7])
            {
                T[][] written = GuardedCopy<T>.AssertSameInEveryPlace(place => Update(Rules[rule], lanes * vectors, place, bits));
                Assert.All(written, values => Assert.DoesNotContain(T.NaN, values));
            }
        }
    }

    /// <summary>The parameters, the gradient, which stays as it is, and the moments after an update.</summary>
    private static T[][] Update(OptimizerOptions rule, int length, Place place, int bits)
    {
        GuardedCopy<T>[] vectors = [.. Enumerable.Range(1, 4).Select(seed => new GuardedCopy<T>(Draw(seed, length), place))];
        UpdateWork work = new(new UpdateSettings(rule, 0.1, 0.2, 3, 0.5, 0.4), vectors);
        AtWidth.Run<UpdateWork, T>(bits, ref work);
        T[][] written = [.. vectors.Select(vector => vector.Span.ToArray())];
        Array.ForEach(vectors, vector => vector.Dispose());
        Assert.Equal(Draw(2, length), written[1]);
        return written;
    }

    private static T[] Draw(int seed, int length)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.NextDouble()))];
    }

    private readonly struct UpdateWork(UpdateSettings settings, GuardedCopy<T>[] vectors) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> =>
            Optimizer<TVector, T>.Update(in settings, vectors[0].Span, vectors[1].Span, vectors[2].Span, vectors[3].Span);
    }
}
