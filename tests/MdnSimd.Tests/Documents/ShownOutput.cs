using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace MdnSimd.Tests.Documents;

/// <summary>Whether a program still prints what a document shows.</summary>
/// <remarks>
/// Text and whole numbers must be equal. The time of a fit is not compared. Training gives the same bits at
/// every vector width and on any number of threads, so other numbers differ only where the cosine or the logarithm of
/// a platform's C library does: they may by <see cref="Tolerance"/>.
/// </remarks>
internal static partial class ShownOutput
{
    /// <summary>How far a number with a decimal point may be off, relative to itself.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>
    /// Whether this processor rounds like those that the documents are made on. One without a fused multiply-add does not, which a
    /// few hundred steps of training magnify: there it is only held that something is printed.
    /// </summary>
    public static bool IsComparable => Fma.IsSupported;

    /// <summary>What is different, or null.</summary>
    public static string? Difference(string[] shown, string[] printed)
    {
        for (int i = 0; i < Math.Max(shown.Length, printed.Length); i++)
        {
            string expected = i < shown.Length ? shown[i] : "(nothing)";
            string actual = i < printed.Length ? printed[i] : "(nothing)";
            if (!AreAlike(expected, actual))
            {
                return $"line {i + 1} shows\n    {expected}\nand mdn prints\n    {actual}";
            }
        }

        return null;
    }

    private static bool AreAlike(string expected, string actual)
    {
        if (Time().IsMatch(expected))
        {
            return Time().IsMatch(actual);
        }

        MatchCollection expectedNumbers = Number().Matches(expected);
        MatchCollection actualNumbers = Number().Matches(actual);
        return Number().Replace(expected, "#") == Number().Replace(actual, "#")
            && expectedNumbers.Zip(actualNumbers).All(pair => AreClose(pair.First.Value, pair.Second.Value));
    }

    private static bool AreClose(string expected, string actual)
    {
        if (!expected.Contains('.', StringComparison.Ordinal) || !actual.Contains('.', StringComparison.Ordinal))
        {
            return expected == actual;
        }

        double number = double.Parse(expected, CultureInfo.InvariantCulture);
        return Math.Abs(double.Parse(actual, CultureInfo.InvariantCulture) - number) <= Tolerance * Math.Abs(number);
    }

    [GeneratedRegex(@"^  time +([0-9]+ min )?[0-9.]+ s$")]
    private static partial Regex Time();

    [GeneratedRegex(@"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")]
    private static partial Regex Number();
}
