namespace MdnSimd.Comparison.Measurement;

/// <summary>A peer and we returned different numbers: a comparison of their times would mean nothing.</summary>
internal sealed class MismatchException(string message) : Exception(message);
