using System.Globalization;

namespace MdnSimd.Cli.Output;

/// <summary>Numbers for people: four significant digits.</summary>
internal static class NumberText
{
    private const int Digits = 4;

    /// <summary>A number such as 0.01235, 3.142, 67 or 1.235e+09.</summary>
    public static string Of(double value)
    {
        double magnitude = Math.Abs(value);
        if (magnitude == 0 || !double.IsFinite(value))
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        if (magnitude is < 1e-4 or >= 1e7)
        {
            return value.ToString("0.###e+00", CultureInfo.InvariantCulture);
        }

        int decimals = Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(magnitude)), 0, 7);
        return value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number with its thousands apart: 200,000.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share such as 85 % or 0.4 %.</summary>
    public static string Percent(double fraction) =>
        (100 * fraction).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>A duration such as 0.42 s or 3 min 20 s.</summary>
    public static string Of(TimeSpan duration) => duration.TotalSeconds < 60
        ? duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s"
        : $"{(int)duration.TotalMinutes} min {duration.Seconds} s";
}
