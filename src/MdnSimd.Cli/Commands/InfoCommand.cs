using System.CommandLine;
using System.Text.Json;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn info</c>: what a model file holds.</summary>
internal sealed class InfoCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Option<bool> json = CommonArguments.Json();

    public static Command Create(CommandContext context)
    {
        InfoCommand info = new();
        Command command = new("info", "Tells what a model file holds.") { info.model, info.json };
        command.SetAction(result => info.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        string path = result.GetRequiredValue(this.model);
        MdnModel<float> model = ModelFile.Load(path);
        if (result.GetValue(json))
        {
            JsonOutput.Write(context.Output, json => Write(json, path, model));
        }
        else
        {
            Write(context.Output, path, model);
        }

        return ExitCode.Success;
    }

    private static void Write(Utf8JsonWriter json, string path, MdnModel<float> model)
    {
        MdnOptions options = model.Options;
        json.WriteString("model", path);
        json.WriteNumber("format_version", model.FormatVersion);
        json.WriteNumber("members", model.Members);
        json.WriteNumber("components", options.Components);
        json.WriteString("covariance", Choices.Covariance.Name(options.Covariance));
        json.WriteNumbers("hidden", options.Hidden.Select(width => (double)width));
        json.WriteString("activation", Choices.Activation.Name(options.Activation));
        json.WriteString("initialization", Choices.Initialization.Name(options.Initialization));
        json.WriteString("scale_link", Choices.ScaleLink.Name(options.ScaleLink));
        json.WriteFinite("scale_floor", options.ScaleFloor);
        json.WriteNumber("parameters", model.ParameterCount);
        WriteColumns(json, "features", options.InputNames, model.InputScaler);
        WriteColumns(json, "targets", options.TargetNames, model.TargetScaler);
    }

    private static void WriteColumns(
        Utf8JsonWriter json, string property, IReadOnlyList<string> names, Standardizer<float> scaler)
    {
        json.WriteStartArray(property);
        for (int i = 0; i < names.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", names[i]);
            json.WriteFinite("mean", scaler.Means[i]);
            json.WriteFinite("scale", scaler.Scales[i]);
            if (scaler.Power is PowerTransform<float> power)
            {
                json.WriteFinite("power", power.Powers[i]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what a model file holds.</summary>
    public static void Write(TextWriter writer, string path, MdnModel<float> model)
    {
        MdnOptions options = model.Options;
        string hidden = HiddenLayers.Text(options);
        string covariance = Choices.Covariance.Name(options.Covariance);
        string link = Choices.ScaleLink.Name(options.ScaleLink);
        writer.WriteLine(path);
        writer.WriteLine($"  format       version {model.FormatVersion}");
        if (model.Members > 1)
        {
            writer.WriteLine($"  ensemble     {model.Members} members, each a network with a mixture of its own");
        }

        writer.WriteLine($"  mixture      {options.Components} components, {covariance} covariance");
        writer.WriteLine($"  scales       {link} link, floor {NumberText.Of(options.ScaleFloor)} of the target's scale");
        writer.WriteLine($"  network      hidden layers {hidden}, {Choices.Activation.Name(options.Activation)}");
        writer.WriteLine($"  parameters   {NumberText.Count(model.ParameterCount)}");
        writer.WriteLine();
        bool withPowers = model.InputScaler.Power is not null;
        TextTable columns = new(["column", "role", "mean", "scale", .. withPowers ? (string[])["power"] : []]) { NameColumns = 2 };
        AddColumns(columns, "feature", options.InputNames, model.InputScaler, withPowers);
        AddColumns(columns, "target", options.TargetNames, model.TargetScaler, withPowers);
        columns.Write(writer);
    }

    private static void AddColumns(TextTable table, string role, IReadOnlyList<string> names, Standardizer<float> scaler, bool withPowers)
    {
        for (int i = 0; i < names.Count; i++)
        {
            string[] row = [names[i], role, NumberText.Of(scaler.Means[i]), NumberText.Of(scaler.Scales[i])];
            table.Add(withPowers ? [.. row, scaler.Power is PowerTransform<float> power ? NumberText.Of(power.Powers[i]) : ""] : row);
        }
    }
}
