using System.Globalization;
using System.Text.Json;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Output;

/// <summary>One predicted mixture in words: its components by weight, and each target's moments and quantiles.</summary>
internal sealed class MixtureSummary
{
    private static readonly (string Key, string Title, float Probability)[] Quantiles =
        [("q0.05", "5 %", 0.05f), ("q0.5", "50 %", 0.5f), ("q0.95", "95 %", 0.95f)];

    /// <summary>An ensemble has many components; in words the heaviest of them are enough.</summary>
    private const int MostShown = 10;

    private readonly string[] targets;
    private readonly Component[] components;
    private readonly Marginal[] marginals;
    private readonly double[,]? correlation; // where dimensions are coupled

    /// <param name="mixture">The mixture.</param>
    /// <param name="targets">The name of each of its dimensions.</param>
    public MixtureSummary(GaussianMixture<float> mixture, IEnumerable<string> targets)
    {
        this.targets = [.. targets];
        int dimensions = mixture.Dimensions;
        components = new Component[mixture.Components];
        for (int k = 0; k < components.Length; k++)
        {
            components[k] = new Component(
                k + 1,
                mixture.Weights[k],
                Widen(mixture.Means.Slice(k * dimensions, dimensions)),
                Widen(mixture.Scales.Slice(k * dimensions, dimensions)),
                mixture.PrecisionFactors.IsEmpty
                    ? null
                    : new Coupling(
                        Square(mixture.PrecisionFactors.Slice(k * dimensions * dimensions, dimensions * dimensions), dimensions),
                        Correlations.Of(mixture, k)));
        }

        correlation = mixture.PrecisionFactors.IsEmpty ? null : Correlations.Of(mixture);

        components = [.. components.OrderByDescending(component => component.Weight)];
        marginals = new Marginal[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            double[] quantiles = new double[Quantiles.Length];
            for (int i = 0; i < quantiles.Length; i++)
            {
                quantiles[i] = mixture.Quantile(Quantiles[i].Probability, d);
            }

            marginals[d] = new Marginal(mixture.Mean(d), mixture.StandardDeviation(d), quantiles);
        }
    }

    private IEnumerable<Component> Shown => components.Take(MostShown);

    /// <summary>Writes the components, their correlations if there are any, and the targets: a table each.</summary>
    public void Write(TextWriter writer)
    {
        IEnumerable<string> columns = this.targets.Length == 1
            ? ["mean", "scale"]
            : this.targets.SelectMany(name => new[] { $"{name} mean", $"{name} scale" });
        TextTable components = new(["component", "weight", .. columns]);
        foreach (Component component in Shown)
        {
            components.Add([
                component.Number.ToString(),
                component.Weight.ToString("0.0000"),
                .. component.Means.Zip(component.Scales)
                    .SelectMany(pair => new[] { NumberText.Of(pair.First), NumberText.Of(pair.Second) }),
            ]);
        }

        components.Write(writer);
        if (this.components.Length > MostShown)
        {
            double rest = this.components.Skip(MostShown).Sum(component => component.Weight);
            writer.WriteLine($"and {this.components.Length - MostShown} more, of weight {rest:0.0000} together");
        }

        writer.WriteLine();
        if (correlation is not null && this.targets.Length > 1)
        {
            WriteCorrelations(writer);
            writer.WriteLine();
        }

        TextTable targets = new(["target", "mean", "std", .. Quantiles.Select(quantile => quantile.Title)]);
        foreach ((string name, Marginal marginal) in this.targets.Zip(marginals))
        {
            targets.Add([
                name, NumberText.Of(marginal.Mean), NumberText.Of(marginal.StandardDeviation),
                .. marginal.Quantiles.Select(NumberText.Of),
            ]);
        }

        targets.Write(writer);
    }

    /// <summary>Writes the properties <c>components</c>, <c>correlation</c> if any, and <c>targets</c> into an object that is open.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("components");
        foreach (Component component in components)
        {
            json.WriteStartObject();
            json.WriteNumber("component", component.Number);
            json.WriteFinite("weight", component.Weight);
            json.WriteObject("mean", targets, component.Means);
            json.WriteObject("scale", targets, component.Scales);
            if (component.Coupling is Coupling coupling)
            {
                WriteMatrix(json, "precision_factor", coupling.Factor);
                WriteMatrix(json, "correlation", coupling.Correlation);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (correlation is not null)
        {
            WriteMatrix(json, "correlation", correlation);
        }

        json.WriteStartObject("targets");
        foreach ((string name, Marginal marginal) in targets.Zip(marginals))
        {
            json.WriteObject(
                name,
                ["mean", "std", .. Quantiles.Select(quantile => quantile.Key)],
                [marginal.Mean, marginal.StandardDeviation, .. marginal.Quantiles]);
        }

        json.WriteEndObject();
    }

    /// <summary>A pair of targets to a line: the correlation of the whole density, and of each component.</summary>
    private void WriteCorrelations(TextWriter writer)
    {
        TextTable table = new(["correlation", "density", .. Shown.Select(component => $"component {component.Number}")]);
        for (int i = 0; i < targets.Length; i++)
        {
            for (int j = i + 1; j < targets.Length; j++)
            {
                IEnumerable<double[,]> matrices = Shown.Select(component => component.Coupling!.Correlation);
                table.Add([
                    $"{targets[i]}, {targets[j]}",
                    .. matrices.Prepend(correlation!).Select(matrix => matrix[i, j].ToString("0.0000", CultureInfo.InvariantCulture)),
                ]);
            }
        }

        table.Write(writer);
    }

    /// <summary>Writes an object with a row of a matrix under the name of each target.</summary>
    private void WriteMatrix(Utf8JsonWriter json, string name, double[,] matrix)
    {
        json.WriteStartObject(name);
        for (int i = 0; i < targets.Length; i++)
        {
            json.WriteNumbers(targets[i], Enumerable.Range(0, targets.Length).Select(j => matrix[i, j]));
        }

        json.WriteEndObject();
    }

    private static double[,] Square(ReadOnlySpan<float> values, int dimensions)
    {
        double[,] square = new double[dimensions, dimensions];
        for (int i = 0; i < values.Length; i++)
        {
            square[i / dimensions, i % dimensions] = values[i];
        }

        return square;
    }

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }

    private sealed record Component(int Number, double Weight, double[] Means, double[] Scales, Coupling? Coupling);

    private sealed record Coupling(double[,] Factor, double[,] Correlation);

    private sealed record Marginal(double Mean, double StandardDeviation, double[] Quantiles);
}
