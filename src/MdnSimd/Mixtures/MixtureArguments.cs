using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>The checks at the public border of the mixtures: each names the argument, what was expected and what came.</summary>
internal static class MixtureArguments
{
    private const double WeightSumTolerance = 1e-3;

    /// <summary>Checks what a mixture is made of and returns the sum of the weights.</summary>
    public static double CheckParameters<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> means, ReadOnlySpan<T> scales)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int components = weights.Length;
        if (components == 0)
        {
            throw new ArgumentException("Expected at least one component, got none.", nameof(weights));
        }

        if (means.Length == 0 || means.Length % components != 0)
        {
            throw new ArgumentException(
                $"Expected [K*D] values, a multiple of K = {components} (the length of weights), got {means.Length}.",
                nameof(means));
        }

        if (scales.Length != means.Length)
        {
            throw new ArgumentException(
                $"Expected [K*D] = {means.Length} values (the length of means), got {scales.Length}.", nameof(scales));
        }

        double total = 0;
        for (int k = 0; k < components; k++)
        {
            if (!(weights[k] >= T.Zero && T.IsFinite(weights[k])))
            {
                throw new ArgumentException($"Expected finite values of 0 or more, got {weights[k]} at {k}.", nameof(weights));
            }

            total += Scalar.ToDouble(weights[k]);
        }

        if (Math.Abs(total - 1) > WeightSumTolerance)
        {
            throw new ArgumentException(
                $"Expected values that sum to 1 (within {WeightSumTolerance}), got {total}.", nameof(weights));
        }

        for (int i = 0; i < means.Length; i++)
        {
            if (!T.IsFinite(means[i]))
            {
                throw new ArgumentException($"Expected finite values, got {means[i]} at {i}.", nameof(means));
            }

            if (!(scales[i] > T.Zero && T.IsFinite(scales[i])))
            {
                throw new ArgumentException($"Expected finite values above 0, got {scales[i]} at {i}.", nameof(scales));
            }
        }

        return total;
    }

    /// <summary>A dimension is one of 0 to <paramref name="dimensions"/> - 1.</summary>
    public static void CheckDimension(int dimension, int dimensions)
    {
        if ((uint)dimension >= (uint)dimensions)
        {
            throw new ArgumentOutOfRangeException(
                nameof(dimension), dimension, $"Expected a dimension from 0 to {dimensions - 1}, got {dimension}.");
        }
    }

    /// <summary>A probability is a number from 0 to 1, both included.</summary>
    public static void CheckProbability<T>(T probability)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!IsProbability(probability))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, $"Expected a probability from 0 to 1, got {probability}.");
        }
    }

    /// <summary>All of them are numbers from 0 to 1.</summary>
    public static void CheckProbabilities<T>(ReadOnlySpan<T> probabilities)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!IsProbability(probabilities[i]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(probabilities), probabilities[i], $"Expected probabilities from 0 to 1, got {probabilities[i]} at {i}.");
            }
        }
    }

    private static bool IsProbability<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value >= T.Zero && value <= T.One;

    /// <summary>The ends of an interval are in order; a NaN is let pass.</summary>
    public static void CheckInterval<T>(T low, T high)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (low > high)
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"Expected {nameof(low)} = {low} or more, got {high}.");
        }
    }

    /// <summary>A span has the length that its <paramref name="shape"/>, such as "[D]", stands for.</summary>
    public static void CheckLength(int length, int expected, string shape, string argument)
    {
        if (length != expected)
        {
            throw new ArgumentException($"Expected {shape} = [{expected}] values, got [{length}].", argument);
        }
    }

    /// <summary>A span has room for one value per component.</summary>
    public static void CheckCapacity(int length, int components, string argument)
    {
        if (length < components)
        {
            throw new ArgumentException($"Expected room for [K] = [{components}] values or more, got [{length}].", argument);
        }
    }

    /// <summary>The rows of a matrix [count, D] are as long as the target. Without rows a matrix has no width.</summary>
    public static void CheckWidth(int height, int width, int dimensions, string argument)
    {
        if (height > 0 && width != dimensions)
        {
            throw new ArgumentException(
                $"Expected [count, D] = [count, {dimensions}] values, got [{height}, {width}].", argument);
        }
    }
}
