using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests;

public class DeterminismTests
{
    internal static readonly MdnOptions Options = new() { Inputs = 1, Targets = 1, Components = 3, Hidden = [190, 40] };

    /// <summary>Steps that one thread takes alone, that all share, and that are longer than a chunk.</summary>
    internal static readonly int[] BatchSizes = [7, 400, 1500];

    public static TheoryData<int> Batches => [.. BatchSizes];

    [Theory]
    [MemberData(nameof(Batches))]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads(int batchSize)
    {
        (float[,] inputs, float[,] targets) = Synthetic.TwoBranches<float>(2000);
        AssertSameOnAnyNumberOfThreads(Options, batchSize, inputs, targets);
    }

    [Fact]
    public void So_it_does_with_a_full_covariance() =>
        AssertSameOnAnyNumberOfThreads(
            Options with { Targets = 4, Covariance = Covariance.Full }, 400,
            Synthetic.Normal<float>(1000, 1, 6), Synthetic.Normal<float>(1000, 4, 7));

    private static void AssertSameOnAnyNumberOfThreads(MdnOptions options, int batchSize, float[,] inputs, float[,] targets)
    {
        byte[] one = Fit(threads: 1, seed: 3);
        foreach (int threads in (int[])[1, 2, 3, 5])
        {
            Assert.Equal(one, Fit(threads, seed: 3));
        }

        Assert.NotEqual(one, Fit(threads: 1, seed: 4));

        byte[] Fit(int threads, ulong seed)
        {
            TrainingOptions training = new() { Epochs = 3, BatchSize = batchSize, Seed = seed, Threads = threads };
            using MdnTrainer<float> trainer = new(options, training);
            FitResult<float> result = trainer.Fit(inputs, targets);
            ReadOnlySpan<double> losses = [.. result.Report.TrainingLoss, .. result.Report.ValidationLoss, .. result.Report.GradientNorm];
            return [.. MemoryMarshal.AsBytes(result.Model.Parameters), .. MemoryMarshal.AsBytes(losses)];
        }
    }

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void A_row_alone_gives_the_bits_of_the_row_in_any_batch(Covariance covariance)
    {
        MdnOptions options = new() { Inputs = 5, Targets = 3, Components = 7, Hidden = [33, 64], Covariance = covariance };
        MdnModel<float> model = Synthetic.Untrained<float>(options);
        float[,] inputs = Synthetic.Normal<float>(150, 5, 9);
        using MdnPredictor<float> predictor = model.CreatePredictor();
        using MixtureBatch<float> batch = predictor.CreateBatch(150);
        foreach (int rows in (int[])[1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 63, 64, 65, 100, 150])
        {
            predictor.Predict(new ReadOnlySpan2D<float>(inputs)[..rows, ..], batch);
            Assert.Equal(rows, batch.Count);
            for (int row = 0; row < rows; row++)
            {
                GaussianMixture<float> alone = predictor.Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(row));
                Assert.True(alone.Weights.SequenceEqual(batch[row].Weights));
                Assert.True(alone.Means.SequenceEqual(batch[row].Means));
                Assert.True(alone.Scales.SequenceEqual(batch[row].Scales));
                Assert.True(alone.PrecisionFactors.SequenceEqual(batch[row].PrecisionFactors));
                Assert.Equal(alone.LogDensity([0.1f, 0.2f, 0.3f]), batch[row].LogDensity([0.1f, 0.2f, 0.3f]));
            }
        }
    }
}
