using CommunityToolkit.HighPerformance;

namespace MdnSimd.Mixtures;

/// <content>Which outcomes, in all dimensions at once, are more likely than those around them?</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>Of more components than these, ridges are not searched: there would be too many.</summary>
    private const int MaxRidgeComponents = 64;

    /// <summary>
    /// Modes of the whole density (not of its components) in all dimensions, the highest first. In one dimension all of them, by
    /// <see cref="Modes(Span{T}, int)"/>. In several dimensions there may be more modes than components, and no method is known that
    /// certainly finds all; this one climbs from the mean of every component and, up to K = 64, from the middle of the ridge between
    /// every two that do not lie there in the shade of others. All that it returns are modes, to rounding: the gradient vanishes and
    /// the density curves downwards in every direction. Saddle points are left uphill, and climbs that meet, within 1e-4 standard
    /// deviations of the peak, count once. One mode at least as high as every mean is always among those found.
    /// </summary>
    /// <remarks>
    /// Climbs by the fixed point of M. A. Carreira-Perpinan, "Mode-finding for mixtures of Gaussian distributions", IEEE TPAMI 22
    /// (2000) 1318-1323, which never descends, and by Newton's steps where they gain. The ridge is that of S. Ray and B. G. Lindsay,
    /// "The topography of multivariate normal mixtures", Annals of Statistics 33 (2005) 2042-2065, on which all modes lie. Time
    /// grows with the number of climbs times K D^3.
    /// </remarks>
    /// <param name="destination">
    /// [K or more, D]: receives one mode to a row, in the units of the target. Where more are found than there are rows, the highest.
    /// </param>
    /// <returns>The number of modes written, at least 1.</returns>
    /// <exception cref="ArgumentException">The width of destination is not D, or its height less than K.</exception>
    /// <exception cref="NotSupportedException">There are more than 32 dimensions.</exception>
    public int Modes(Span2D<T> destination)
    {
        MixtureArguments.CheckWidth(destination.Height, destination.Width, Dimensions, nameof(destination));
        MixtureArguments.CheckCapacity(destination.Height, Components, nameof(destination));
        return FindPeaks(destination);
    }

    /// <summary>
    /// The highest mode of the whole density in all dimensions, the single most likely outcome: in one dimension exactly, in several
    /// the highest of those that <see cref="Modes(Span2D{T})"/> finds, never lower than the mean of any component.
    /// </summary>
    /// <param name="destination">[D]: receives the mode, in the units of the target.</param>
    /// <exception cref="ArgumentException">The length of destination is not D.</exception>
    /// <exception cref="NotSupportedException">There are more than 32 dimensions.</exception>
    public void Mode(Span<T> destination)
    {
        MixtureArguments.CheckLength(destination.Length, Dimensions, "[D]", nameof(destination));
        _ = FindPeaks(Span2D<T>.DangerousCreate(ref destination[0], 1, Dimensions, 0));
    }

    /// <summary>Fills the rows with the highest modes and returns how many there are.</summary>
    private int FindPeaks(Span2D<T> destination)
    {
        int n = Dimensions;
        if (n == 1)
        {
            return FindTurningPoints(destination);
        }

        if (n > Triangular.MaxDimensions)
        {
            throw new NotSupportedException($"Modes are found in up to {Triangular.MaxDimensions} dimensions, not in {n}.");
        }

        Climb climb = new(this, stackalloc double[Climb.Length(Components, n)]);
        int count = 0;
        for (int i = 0; i < Components; i++)
        {
            if (Weight(i) == 0)
            {
                continue;
            }

            climb.StartAtMean(i);
            count = Keep(ref climb, climb.Run(), destination, count);
            for (int j = 0; j < i && Components <= MaxRidgeComponents; j++)
            {
                if (Weight(j) > 0 && climb.StartOnRidge(i, j))
                {
                    count = Keep(ref climb, climb.Run(), destination, count);
                }
            }
        }

        return count;
    }

    /// <summary>All modes of the only dimension there is.</summary>
    private int FindTurningPoints(Span2D<T> destination)
    {
        int count = 0;
        TurningPoints points = new(this, 0);
        while (points.Next(out double mode))
        {
            T point = Narrow(mode);
            count = Insert([point], destination, count);
            _ = points.Next(out _);
        }

        return count;
    }

    /// <summary>Adds where a climb has ended, if it has ended on a peak that is not among the rows.</summary>
    private int Keep(ref Climb climb, bool found, Span2D<T> destination, int count)
    {
        Span<T> point = stackalloc T[Triangular.MaxDimensions];
        point = point[..Dimensions];
        for (int d = 0; d < point.Length; d++)
        {
            point[d] = Narrow(climb.Position[d]);
        }

        for (int row = 0; row < count && found; row++)
        {
            found = !climb.IsHere(destination.GetRowSpan(row));
        }

        return found ? Insert(point, destination, count) : count;
    }

    /// <summary>Inserts a point before the lower ones; where there is no room, the lowest is lost.</summary>
    private int Insert(scoped ReadOnlySpan<T> point, Span2D<T> destination, int count)
    {
        double height = LogDensityAt(point);
        int row = count;
        while (row > 0 && height > LogDensityAt(destination.GetRowSpan(row - 1)))
        {
            row--;
        }

        for (int last = Math.Min(count, destination.Height - 1); last > row; last--)
        {
            destination.GetRowSpan(last - 1).CopyTo(destination.GetRowSpan(last));
        }

        if (row < destination.Height)
        {
            point.CopyTo(destination.GetRowSpan(row));
        }

        return Math.Min(count + 1, destination.Height);
    }
}
