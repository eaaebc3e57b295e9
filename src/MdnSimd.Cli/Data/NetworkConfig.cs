using System.Collections.Immutable;
using System.Text.Json;
using MdnSimd.Cli.Commands;

namespace MdnSimd.Cli.Data;

/// <summary>Reads what a network is from the JSON object that stands beside its tensors. Every error names the file and the key.</summary>
internal sealed class NetworkConfig
{
    /// <summary>The longest file that is read: names may take 256 Ki characters, escaped six bytes each.</summary>
    private const long MostBytes = 4 << 20;

    private static readonly string[] Keys =
    [
        "inputs", "targets", "components", "covariance", "hidden", "activation", "scale_link", "scale_floor", "input_names", "target_names",
    ];

    private readonly string path;
    private readonly JsonElement root;

    private NetworkConfig(string path, JsonElement root) => (this.path, this.root) = (path, root);

    /// <summary>The options of a file.</summary>
    /// <exception cref="CommandException">It cannot be read, is no JSON object, or a key is missing, unknown or out of range.</exception>
    public static MdnOptions Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CommandException($"{path}: this is a directory, not a configuration");
        }

        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
            {
                throw new CommandException($"{path}: this is too long for a configuration");
            }

            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            return new NetworkConfig(path, json.RootElement).Options();
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{path}: is not JSON: {OneLine.Of(exception.Message)}");
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"{path}: {ErrorMessage.Of(exception).Message}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{path}: no such file");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: no permission to read it");
        }
    }

    private MdnOptions Options()
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new CommandException($"{path}: is not a JSON object");
        }

        HashSet<string> seen = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!Keys.Contains(property.Name))
            {
                throw Fault(property.Name, $"is none of {string.Join(", ", Keys)}");
            }

            if (!seen.Add(property.Name))
            {
                throw Fault(property.Name, "occurs twice");
            }
        }

        return new MdnOptions
        {
            Inputs = Whole("inputs", Required("inputs")),
            Targets = Whole("targets", Required("targets")),
            Components = Whole("components", Required("components")),
            Covariance = Choice("covariance", Choices.Covariance),
            Hidden = [.. Elements("hidden", Required("hidden")).Select(width => Whole("hidden", width))],
            Activation = Choice("activation", Choices.Activation),
            ScaleLink = Choice("scale_link", Choices.ScaleLink),
            ScaleFloor = Required("scale_floor") is { ValueKind: JsonValueKind.Number } floor && floor.TryGetDouble(out double value)
                ? value
                : throw Fault("scale_floor", "must be a number"),
            InputNames = Names("input_names"),
            TargetNames = Names("target_names"),
        }.Checked();
    }

    private JsonElement Required(string key) =>
        root.TryGetProperty(key, out JsonElement value) ? value : throw Fault(key, "is missing");

    private int Whole(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Fault(key, $"{OneLine.Quote(value.ToString())} is no whole number");

    private T Choice<T>(string key, Choices<T> choices)
        where T : notnull
    {
        JsonElement value = Required(key);
        return value.ValueKind == JsonValueKind.String && choices.Names.Contains(value.GetString())
            ? choices.Value(value.GetString()!)
            : throw Fault(key, $"{OneLine.Quote(value.ToString())} is none of {string.Join(", ", choices.Names)}");
    }

    private ImmutableArray<string> Names(string key) =>
        root.TryGetProperty(key, out JsonElement list)
            ? [.. Elements(key, list).Select(
                name => name.ValueKind == JsonValueKind.String ? name.GetString()! : throw Fault(key, "must be a list of strings"))]
            : [];

    private JsonElement.ArrayEnumerator Elements(string key, JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Fault(key, "must be a list");

    private CommandException Fault(string key, string problem) => new($"{path}: {OneLine.Quote(key)} {problem}");
}
