namespace MdnSimd.Cli.Data;

/// <summary>Why a field of a CSV file cannot be used as a number.</summary>
internal enum FieldProblem
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It is empty or says that the value is not available (NA, n/a, null, none, ?).</summary>
    Missing,

    /// <summary>It is NaN or an infinity.</summary>
    NotFinite,

    /// <summary>Its magnitude exceeds the largest float, 3.4e38.</summary>
    TooLarge,

    /// <summary>It is negative where a weight is asked for.</summary>
    Negative,

    /// <summary>It is something else.</summary>
    Text,
}
