using MdnSimd.Kernels;

namespace MdnSimd.Mixtures;

/// <summary>
/// The mixture that some points follow, by expectation maximisation (Dempster, Laird and Rubin 1977) from the cells that k-means
/// finds (seeded as Arthur and Vassilvitskii 2007). Meant as a start for training, so it is careful rather than exact: no component
/// gets less than a tenth of an equal share or a scale below a limit, and few rounds are made.
/// </summary>
internal static class ExpectationMaximization
{
    private const int LloydRounds = 8;
    private const int Rounds = 20;

    /// <summary>An equal share of all weight that the components have beforehand, in tenths.</summary>
    private const double EvenShare = 0.1;

    /// <summary>Points of the marginal spread that every component's covariance has beforehand.</summary>
    private const double PriorPoints = 1;

    /// <summary>Finds a mixture. One seed, one result.</summary>
    /// <param name="layout">K, D and the shape of the covariances.</param>
    /// <param name="points">[n, D], about standardised, finite; at least one.</param>
    /// <param name="pointWeights">[n], none negative, not all 0; empty if all count the same.</param>
    /// <param name="least">The smallest scale, positive.</param>
    /// <param name="seed">Decides where the search begins.</param>
    public static MixtureEstimate Fit(
        MixtureLayout layout, ReadOnlySpan<double> points, ReadOnlySpan<double> pointWeights, double least, ulong seed)
    {
        int count = points.Length / layout.Dimensions;
        double[] weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            weights[i] = pointWeights.IsEmpty ? 1 : pointWeights[i];
        }

        MixtureEstimate estimate = new(layout);
        double[] shares = new double[checked(count * layout.Components)];
        CounterRandom random = new(seed, RandomStreams.Start);
        PlaceCentres(estimate, points, weights, ref random);
        bool isOne = layout.Components == 1; // which has all of every point at once
        for (int round = 0; round < (isOne ? 1 : LloydRounds); round++)
        {
            ShareByDistance(estimate, points, shares);
            MoveMeans(estimate, points, weights, shares);
        }

        for (int round = 0; round < (isOne ? 0 : Rounds); round++)
        {
            Maximize(estimate, points, weights, shares, least);
            Expect(estimate, points, shares);
        }

        MoveMeans(estimate, points, weights, shares);
        Maximize(estimate, points, weights, shares, least);
        return estimate;
    }

    /// <summary>The first centre anywhere, each other the likelier the further from those placed.</summary>
    private static void PlaceCentres(MixtureEstimate estimate, ReadOnlySpan<double> points, double[] weights, ref CounterRandom random)
    {
        int dimensions = estimate.Layout.Dimensions;
        double[] chances = [.. weights];
        double[] distances = new double[weights.Length];
        Array.Fill(distances, double.PositiveInfinity);
        for (int k = 0; k < estimate.Layout.Components; k++)
        {
            double total = chances.Sum();
            double[] drawn = total > 0 ? chances : weights; // fewer places than components: some share one
            double mark = random.NextUniform() * drawn.Sum();
            int chosen = 0;
            for (int i = 0; i < drawn.Length; i++)
            {
                if (drawn[i] > 0)
                {
                    chosen = i;
                    mark -= drawn[i];
                    if (mark < 0)
                    {
                        break;
                    }
                }
            }

            points.Slice(chosen * dimensions, dimensions).CopyTo(estimate.MeanOf(k));
            for (int i = 0; i < weights.Length; i++)
            {
                distances[i] = Math.Min(distances[i], SquaredDistance(points.Slice(i * dimensions, dimensions), estimate.MeanOf(k)));
                chances[i] = weights[i] * distances[i];
            }
        }
    }

    /// <summary>Every point belongs to the nearest mean.</summary>
    private static void ShareByDistance(MixtureEstimate estimate, ReadOnlySpan<double> points, double[] shares)
    {
        (int components, int dimensions) = (estimate.Layout.Components, estimate.Layout.Dimensions);
        Array.Clear(shares);
        for (int i = 0; i < shares.Length / components; i++)
        {
            int nearest = 0;
            double least = double.PositiveInfinity;
            for (int k = 0; k < components; k++)
            {
                double distance = SquaredDistance(points.Slice(i * dimensions, dimensions), estimate.MeanOf(k));
                if (distance < least)
                {
                    (nearest, least) = (k, distance);
                }
            }

            shares[(i * components) + nearest] = 1;
        }
    }

    /// <summary>Every point is shared by the components as its densities there are.</summary>
    private static void Expect(MixtureEstimate estimate, ReadOnlySpan<double> points, double[] shares)
    {
        (int components, int dimensions) = (estimate.Layout.Components, estimate.Layout.Dimensions);
        double[] logFactors = [.. Enumerable.Range(0, components).Select(estimate.LogFactor)];
        for (int i = 0; i < shares.Length / components; i++)
        {
            Span<double> own = shares.AsSpan(i * components, components);
            LogSum sum = new();
            for (int k = 0; k < components; k++)
            {
                own[k] = estimate.LogJoint(k, logFactors[k], points.Slice(i * dimensions, dimensions));
                sum.Add(own[k]);
            }

            for (int k = 0; k < components; k++)
            {
                own[k] = Math.Exp(own[k] - sum.Value);
            }
        }
    }

    /// <summary>Means are those of the shares; a component without any stays.</summary>
    private static void MoveMeans(MixtureEstimate estimate, ReadOnlySpan<double> points, double[] weights, double[] shares)
    {
        (int components, int dimensions) = (estimate.Layout.Components, estimate.Layout.Dimensions);
        for (int k = 0; k < components; k++)
        {
            double total = Total(k, components, weights, shares);
            if (total > 0)
            {
                Span<double> mean = estimate.MeanOf(k);
                mean.Clear();
                for (int i = 0; i < weights.Length; i++)
                {
                    double share = weights[i] * shares[(i * components) + k] / total;
                    for (int d = 0; d < dimensions; d++)
                    {
                        mean[d] += share * points[(i * dimensions) + d];
                    }
                }
            }
        }
    }

    /// <summary>Weights, means and covariances of the shares.</summary>
    private static void Maximize(MixtureEstimate estimate, ReadOnlySpan<double> points, double[] weights, double[] shares, double least)
    {
        (int components, int dimensions) = (estimate.Layout.Components, estimate.Layout.Dimensions);
        bool full = estimate.Layout.Covariance == Covariance.Full;
        double all = weights.Sum();
        double perPoint = all / weights.Length;
        int diagonal = full ? dimensions + 1 : 1;
        double[] covariance = new double[full ? dimensions * dimensions : dimensions];
        double[] difference = new double[dimensions];
        MoveMeans(estimate, points, weights, shares);
        for (int k = 0; k < components; k++)
        {
            double total = Total(k, components, weights, shares);
            estimate.Weights[k] = ((1 - EvenShare) * total / all) + (EvenShare / components);
            Array.Clear(covariance);
            double prior = PriorPoints * perPoint;
            for (int i = 0; i < weights.Length; i++)
            {
                double share = weights[i] * shares[(i * components) + k] / (total + prior);
                if (share == 0)
                {
                    continue;
                }

                for (int d = 0; d < dimensions; d++)
                {
                    difference[d] = points[(i * dimensions) + d] - estimate.Means[(k * dimensions) + d];
                }

                for (int row = 0; row < dimensions; row++)
                {
                    int length = full ? dimensions - row : 1;
                    for (int column = 0; column < length; column++)
                    {
                        covariance[(row * diagonal) + column] += share * difference[row] * difference[row + column];
                    }
                }
            }

            // What a component has beforehand: the spread of one of K parts of the marginal, which is none where all points are the same.
            for (int d = 0; d < dimensions; d++)
            {
                bool hasSpread = components > 1 || covariance[d * diagonal] > 0;
                covariance[d * diagonal] += hasSpread ? prior / (total + prior) / ((double)components * components) : 0;
            }

            estimate.SetCovariance(k, covariance, least);
        }
    }

    private static double Total(int component, int components, double[] weights, double[] shares)
    {
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            total += weights[i] * shares[(i * components) + component];
        }

        return total;
    }

    private static double SquaredDistance(ReadOnlySpan<double> point, ReadOnlySpan<double> other)
    {
        double sum = 0;
        for (int d = 0; d < point.Length; d++)
        {
            double difference = point[d] - other[d];
            sum += difference * difference;
        }

        return sum;
    }
}
