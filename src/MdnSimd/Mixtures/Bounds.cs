namespace MdnSimd.Mixtures;

/// <summary>Two numbers that the right answer lies between, rounding aside.</summary>
/// <param name="Lower">Not above the answer.</param>
/// <param name="Upper">Not below the answer.</param>
public readonly record struct Bounds(double Lower, double Upper);
