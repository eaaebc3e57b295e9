using System.Numerics;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying;

/// <summary>What <c>mdn sample</c> draws from each row.</summary>
/// <param name="Seed">The seed of all draws; each has an index of its own under it.</param>
/// <param name="Count">The draws from each row, at least 1.</param>
/// <param name="Options">Temperatures and method.</param>
internal sealed record SampleRequest(ulong Seed, int Count, SamplingOptions Options)
{
    /// <summary>
    /// How far the indices of a row's first draw and the next row's lie apart. Antithetic pairs are not torn apart, and a row has an
    /// aligned block of 2^m points of the quasi-random sequence, which are spread as evenly as the first 2^m.
    /// </summary>
    public ulong IndicesPerRow => Options.Method switch
    {
        SamplingMethod.Antithetic => ((ulong)Count + 1) & ~1UL,
        SamplingMethod.QuasiRandom => BitOperations.RoundUpToPowerOf2((ulong)Count),
        _ => (ulong)Count,
    };
}
