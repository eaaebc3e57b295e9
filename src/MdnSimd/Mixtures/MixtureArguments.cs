using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <summary>The checks at the public border of the mixtures: each names the argument, what was expected and what came.</summary>
internal static class MixtureArguments
{
    private const double WeightSumTolerance = 1e-3;
    private const double SymmetryTolerance = 1e-5;

    /// <summary>Checks what a mixture is made of and returns the sum of the weights.</summary>
    public static double CheckParameters<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> means, ReadOnlySpan<T> scales)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int components = weights.Length;
        CheckComponents(components, means.Length);
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

    /// <summary>There are components, and means for each.</summary>
    private static void CheckComponents(int weights, int means)
    {
        if (weights == 0)
        {
            throw new ArgumentException("Expected at least one component, got none.", nameof(weights));
        }

        if (means == 0 || means % weights != 0)
        {
            throw new ArgumentException(
                $"Expected [K*D] values, a multiple of K = {weights} (the length of weights), got {means}.", nameof(means));
        }
    }

    /// <summary>Checks the lengths of what a mixture with coupled dimensions is made of and returns D.</summary>
    public static int CheckCoupled<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> means, ReadOnlySpan<T> matrices, string argument)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckComponents(weights.Length, means.Length);
        int dimensions = means.Length / weights.Length;
        if (dimensions > Triangular.MaxDimensions)
        {
            throw new ArgumentException(
                $"Expected up to {Triangular.MaxDimensions} dimensions for full covariances, got D = {dimensions}.", nameof(means));
        }

        CheckLength(matrices.Length, means.Length * dimensions, "[K*D*D]", argument);
        return dimensions;
    }

    /// <summary>Factors [K*D*D] are finite, upper triangular and positive on the diagonal.</summary>
    public static void CheckFactors<T>(ReadOnlySpan<T> precisionFactors, int dimensions)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < precisionFactors.Length; i++)
        {
            T value = precisionFactors[i];
            int row = i / dimensions % dimensions;
            int column = i % dimensions;
            string? expected =
                !T.IsFinite(value) ? "finite values"
                : row > column && value != T.Zero ? "zeros below the diagonal"
                : row == column && !(value > T.Zero) ? "a diagonal above 0"
                : null;
            if (expected is not null)
            {
                throw new ArgumentException(
                    $"Expected {expected}, got {value} in row {row}, column {column} of component {i / (dimensions * dimensions)}.",
                    nameof(precisionFactors));
            }
        }
    }

    /// <summary>A covariance [D*D] is finite, positive on the diagonal, and symmetric within rounding.</summary>
    public static void CheckSymmetric<T>(ReadOnlySpan<T> covariances, int dimensions, int component)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < covariances.Length; i++)
        {
            int row = i / dimensions;
            int column = i % dimensions;
            double value = Scalar.ToDouble(covariances[i]);
            double mirrored = Scalar.ToDouble(covariances[(column * dimensions) + row]);
            double size = Math.Sqrt(Scalar.ToDouble(covariances[row * (dimensions + 1)]))
                * Math.Sqrt(Scalar.ToDouble(covariances[column * (dimensions + 1)]));
            string? expected =
                !double.IsFinite(value) ? "finite values"
                : row == column && !(value > 0) ? "a diagonal above 0"
                : Math.Abs(value - mirrored) > SymmetryTolerance * size ? $"{mirrored} as in the mirrored place"
                : null;
            if (expected is not null)
            {
                throw new ArgumentException(
                    $"Expected {expected}, got {value} in row {row}, column {column} of component {component}.", nameof(covariances));
            }
        }
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

    /// <summary>A component is one of 0 to <paramref name="components"/> - 1.</summary>
    public static void CheckComponent(int component, int components)
    {
        if ((uint)component >= (uint)components)
        {
            throw new ArgumentOutOfRangeException(
                nameof(component), component, $"Expected a component from 0 to {components - 1}, got {component}.");
        }
    }

    /// <summary>Some of the dimensions, each named once.</summary>
    public static void CheckSubset(ReadOnlySpan<int> subset, int fewest, int most, int dimensions, string argument)
    {
        if (subset.Length < fewest || subset.Length > most)
        {
            throw new ArgumentException($"Expected {fewest} to {most} dimensions, got {subset.Length}.", argument);
        }

        for (int i = 0; i < subset.Length; i++)
        {
            if ((uint)subset[i] >= (uint)dimensions || subset[..i].Contains(subset[i]))
            {
                throw new ArgumentException(
                    $"Expected different dimensions from 0 to {dimensions - 1}, got {subset[i]} at {i}.", argument);
            }
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
            Refuse(length, expected, shape, argument);
        }

        // Apart, so that the check is small enough to be inlined into every question.
        static void Refuse(int length, int expected, string shape, string argument) =>
            throw new ArgumentException($"Expected {shape} = [{expected}] values, got [{length}].", argument);
    }

    /// <summary>All values are finite.</summary>
    public static void CheckFinite<T>(ReadOnlySpan<T> values, string argument)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
            {
                throw new ArgumentException($"Expected finite values, got {values[i]} at {i}.", argument);
            }
        }
    }

    /// <summary>A matrix is [D, D].</summary>
    public static void CheckSquare(int height, int width, int dimensions, string argument)
    {
        if (height != dimensions || width != dimensions)
        {
            throw new ArgumentException(
                $"Expected [D, D] = [{dimensions}, {dimensions}] values, got [{height}, {width}].", argument);
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
