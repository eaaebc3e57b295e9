using System.Globalization;
using MdnSimd.Comparison.Measurement;

namespace MdnSimd.Comparison.Tables;

/// <summary>Numbers as the tables show them.</summary>
internal static class Format
{
    /// <summary>Nanoseconds in the unit that suits them, three digits.</summary>
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1000 => $"{Digits(nanoseconds)} ns",
        < 1e6 => $"{Digits(nanoseconds / 1e3)} us",
        _ => $"{Digits(nanoseconds / 1e6)} ms",
    };

    /// <summary>The median, and the quartiles, where they are known, as distances from it in percent.</summary>
    public static string Time(Timing timing)
    {
        double below = 100 * (1 - (timing.Lower / timing.Median));
        double above = 100 * ((timing.Upper / timing.Median) - 1);
        string quartiles = timing.Lower < timing.Upper
            ? string.Create(CultureInfo.InvariantCulture, $" (-{below:0} +{above:0} %)")
            : "";
        return Time(timing.Median) + quartiles;
    }

    public static string Ratio(double? ratio) => ratio is double value ? Digits(value) + "x" : "";

    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    public static string Met(Goal? goal) => goal is null ? "" : goal.Met ? "yes" : "**no**";

    public static string Bytes(long? bytes) => bytes is long value ? string.Create(CultureInfo.InvariantCulture, $"{value} B") : "";

    /// <summary>Three significant digits.</summary>
    public static string Digits(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
