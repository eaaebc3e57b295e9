using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Native;

/// <summary>What the C# library answers, in a file that tests/native/agree.c and agree.py compare theirs with.</summary>
internal static class NativeGolden
{
    private const int Samples = 3;
    private const ulong Seed = 20;
    private const double Probability = 0.3;

    /// <summary>Writes a file for a model at all these rows.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="modelPath">Where the model lies, in the same type.</param>
    /// <param name="inputs">[rows, inputs].</param>
    /// <param name="targets">[rows, D].</param>
    public static void Write<T>(string path, string modelPath, T[,] inputs, T[,] targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MdnModel<T> model = MdnModel<T>.Load(modelPath);
        using MdnPredictor<T> predictor = model.CreatePredictor();
        using MixtureBatch<T> batch = predictor.CreateBatch(inputs.GetLength(0));
        predictor.Predict(inputs, batch);
        byte[] name = Encoding.UTF8.GetBytes(modelPath);

        using BinaryWriter writer = new(File.Create(path));
        foreach (long number in (long[])[
            batch.Count, model.Options.Inputs, model.Options.Targets, batch[0].Components,
            model.Options.Covariance == Covariance.Full ? 1 : 0, Samples, (long)Seed, name.Length])
        {
            writer.Write(number);
        }

        writer.Write(name);
        Write(writer, new ReadOnlySpan2D<T>(inputs));
        Write(writer, new ReadOnlySpan2D<T>(targets));
        T probability = Scalar.Of<T>(Probability);
        Write(writer, [probability]);
        Write(writer, batch.Weights);
        Write(writer, batch.Means);
        Write(writer, batch.Scales);
        Write(writer, batch.PrecisionFactors);
        WriteAnswers(writer, batch, targets, probability);
    }

    /// <summary>Questions about one dimension are about the last.</summary>
    private static void WriteAnswers<T>(BinaryWriter writer, MixtureBatch<T> batch, T[,] targets, T probability)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = batch.Count;
        int dimensions = targets.GetLength(1);
        int last = dimensions - 1;
        T[] logDensity = new T[rows];
        T[] cdf = new T[rows];
        T[] quantile = new T[rows];
        T[] mean = new T[rows];
        T[] deviation = new T[rows];
        T[] samples = new T[rows * Samples * dimensions];
        for (int row = 0; row < rows; row++)
        {
            GaussianMixture<T> mixture = batch[row];
            logDensity[row] = mixture.LogDensity(new ReadOnlySpan2D<T>(targets).GetRowSpan(row));
            cdf[row] = mixture.Cdf(targets[row, last], last);
            quantile[row] = mixture.Quantile(probability, last);
            mean[row] = mixture.Mean(last);
            deviation[row] = mixture.StandardDeviation(last);
            for (int i = 0; i < Samples; i++)
            {
                int index = (row * Samples) + i;
                mixture.Sample(Seed, (ulong)index, samples.AsSpan(index * dimensions, dimensions));
            }
        }

        foreach (T[] answers in (T[][])[logDensity, cdf, quantile, mean, deviation, samples])
        {
            Write(writer, answers);
        }
    }

    private static void Write<T>(BinaryWriter writer, ReadOnlySpan2D<T> matrix)
        where T : unmanaged =>
        Write(writer, matrix.TryGetSpan(out ReadOnlySpan<T> span) ? span : throw new InvalidOperationException("not contiguous"));

    private static void Write<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));
}
