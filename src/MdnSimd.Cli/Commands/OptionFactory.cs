using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MdnSimd.Cli.Commands;

/// <summary>Options whose values are checked while the command line is parsed, so that a wrong one is a usage error.</summary>
internal static class OptionFactory
{
    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    public static Option<int> Whole(string name, string description, int value, int minimum, int maximum = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
                && number >= minimum && number <= maximum)
            {
                return number;
            }

            string range = maximum == int.MaxValue ? $"of at least {minimum}" : $"from {minimum} to {maximum}";
            result.AddError($"{name}: {OneLine.Quote(text)} is not a whole number {range}");
            return value;
        },
    };

    /// <summary>The seed of a random generator.</summary>
    public static Option<ulong> Seed(string description, ulong value) => new("--seed")
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                return number;
            }

            result.AddError($"--seed: {OneLine.Quote(text)} is not a whole number from 0 to {ulong.MaxValue}");
            return value;
        },
    };

    /// <summary>A finite number inside a range that <paramref name="range"/> puts into words.</summary>
    public static Option<double> Real(string name, string description, double value, Func<double, bool> allowed, string range) =>
        new(name)
        {
            Description = description,
            HelpName = "X",
            DefaultValueFactory = _ => value,
            CustomParser = result => ParseReal(result, result.Tokens[0].Value, name, allowed, range),
        };

    /// <summary>A finite number inside a range; null where it is left out.</summary>
    public static Option<double?> RealOrNone(string name, string helpName, string description, Func<double, bool> allowed, string range) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => ParseReal(result, result.Tokens[0].Value, name, allowed, range),
        };

    /// <summary>A finite number inside a range, or <c>auto</c>, which is NaN: the parser takes null for a failure.</summary>
    public static Option<double> RealOrAuto(string name, string description, Func<double, bool> allowed, string range) =>
        new(name)
        {
            Description = $"{description} [default: auto]",
            HelpName = "X",
            CustomParser = result => result.Tokens[0].Value == "auto"
                ? double.NaN
                : ParseReal(result, result.Tokens[0].Value, name, allowed, $"{range}, nor auto"),
        };

    /// <summary>Numbers, by repeating the option or the value.</summary>
    public static Option<double[]> Reals(
        string name, string helpName, string description, Func<double, bool> allowed, string range) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
                [.. result.Tokens.Select(token => ParseReal(result, token.Value, name, allowed, range))],
        };

    /// <summary>One of <paramref name="names"/>.</summary>
    public static Option<string> Choice(string name, string description, IReadOnlyCollection<string> names, string value)
    {
        Option<string> option = new(name)
        {
            Description = $"{description}: {string.Join(", ", names)}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !names.Contains(result.Tokens[0].Value))
            {
                result.AddError(
                    $"{name}: {OneLine.Quote(result.Tokens[0].Value)} is none of {string.Join(", ", names)}");
            }
        });
        option.CompletionSources.Add([.. names]);
        return option;
    }

    private static double ParseReal(ArgumentResult result, string text, string name, Func<double, bool> allowed, string range)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number)
            || !allowed(number))
        {
            result.AddError($"{name}: {OneLine.Quote(text)} is not a number {range}");
        }

        return number;
    }
}
