using System.Globalization;

namespace MdnSimd.Comparison.Measurement;

/// <summary>Checks that ours and theirs return the same numbers.</summary>
internal static class Agreement
{
    /// <summary>The largest difference accepted, relative to numbers beyond 1 and absolute below.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Throws unless every element agrees.</summary>
    /// <exception cref="MismatchException">One does not; the message names it.</exception>
    public static void Check(string what, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (ours.Length != theirs.Length)
        {
            throw new MismatchException($"{what}: {ours.Length} numbers against {theirs.Length}");
        }

        for (int i = 0; i < ours.Length; i++)
        {
            double allowed = Tolerance * Math.Max(1, Math.Abs((double)theirs[i]));

            // Not "greater than": a NaN on either side must fail.
            if (!(Math.Abs((double)ours[i] - theirs[i]) <= allowed))
            {
                throw new MismatchException(string.Create(
                    CultureInfo.InvariantCulture, $"{what}: element {i} is {ours[i]} here and {theirs[i]} there"));
            }
        }
    }
}
