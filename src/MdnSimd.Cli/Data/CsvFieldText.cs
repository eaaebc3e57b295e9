namespace MdnSimd.Cli.Data;

/// <summary>Tells apart the texts that are no finite number.</summary>
internal static class CsvFieldText
{
    private static readonly HashSet<string> Missing =
        new(["", "na", "n/a", "null", "none", "?"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> NotFinite =
        new(["nan", "inf", "infinity", "infinite", "\u221e"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What a text that does not read as a number is.</summary>
    public static FieldProblem Classify(string text)
    {
        string trimmed = text.Trim();
        return Missing.Contains(trimmed) ? FieldProblem.Missing
            : NotFinite.Contains(trimmed.TrimStart('+', '-')) ? FieldProblem.NotFinite
            : FieldProblem.Text;
    }

    /// <summary>Whether a text that reads as an infinity or as NaN says so, or is a number beyond the range.</summary>
    public static FieldProblem ClassifyInfinite(string text) =>
        text.AsSpan().ContainsAnyInRange('0', '9') ? FieldProblem.TooLarge : FieldProblem.NotFinite;
}
