namespace MdnSimd.Mixtures;

/// <summary>
/// Where the parts of a mixture stand among a network's raw outputs z of one row: K logits, then K * D means
/// (component-major), then the scales, component-major: one of each component (isotropic), D (diagonal), or the D (D + 1) / 2
/// of its upper triangular factor (full), row by row, each row a scale followed by its couplings.
/// </summary>
/// <param name="Components">K, at least 1.</param>
/// <param name="Dimensions">D, at least 1; at most <see cref="Triangular.MaxDimensions"/> where the covariance is full.</param>
/// <param name="Covariance">The shape of the components' covariances.</param>
internal sealed record MixtureLayout(int Components, int Dimensions, Covariance Covariance)
{
    /// <summary>The first mean.</summary>
    public int MeanOffset => Components;

    /// <summary>The first scale.</summary>
    public int ScaleOffset { get; } = checked(Components + (Components * Dimensions));

    /// <summary>Raw outputs of one component's covariance.</summary>
    public int ScalesPerComponent { get; } = (int)ScalesOf(Covariance, Dimensions);

    /// <summary>Elements of one component's factor as a matrix with zeros, D * D; none where the dimensions are independent.</summary>
    public int FactorsPerComponent => Covariance == Covariance.Full ? Dimensions * Dimensions : 0;

    /// <summary>Raw outputs of all covariances.</summary>
    public int Scales => checked(Components * ScalesPerComponent);

    /// <summary>Which raw outputs are scales: all behind the means but the couplings of a full covariance.</summary>
    public IEnumerable<int> ScaleColumns
    {
        get
        {
            int column = ScaleOffset;
            for (int i = 0; column < Outputs; i++)
            {
                yield return column;
                column += Covariance == Covariance.Full ? Dimensions - (i % Dimensions) : 1;
            }
        }
    }

    /// <summary>Scales, without couplings: as many as 1 / sigma are kept between loss and gradient.</summary>
    public int OwnScales => checked(Components * (Covariance == Covariance.Isotropic ? 1 : Dimensions));

    /// <summary>All raw outputs of a row.</summary>
    public int Outputs => checked(ScaleOffset + Scales);

    /// <summary>Raw outputs of one component's covariance over so many dimensions.</summary>
    public static long ScalesOf(Covariance covariance, int dimensions) => covariance switch
    {
        Covariance.Isotropic => 1,
        Covariance.Full => dimensions * (dimensions + 1L) / 2,
        _ => dimensions,
    };
}
