using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MdnSimd.Persistence;

/// <summary>A model's options as the string metadata of a safetensors file.</summary>
internal static class ModelMetadata
{
    /// <summary>What tells a model of ours from other safetensors files.</summary>
    public const string Format = "mdnsimd";

    /// <summary>The newest version of the format that is read: with it came <see cref="PowerTransform{T}"/>.</summary>
    public const int FormatVersion = 3;

    /// <summary>
    /// The longest value, in bytes as the header has it: of an option, and of a list of names, which is no longer than what we write.
    /// </summary>
    private const int LongestOption = 2048;
    private const int LongestNames = SafetensorsFormat.MaxWrittenHeaderLength;

    private const string FormatKey = "format";
    private const string VersionKey = "format_version";
    private const string MembersKey = "members";
    private const string InputsKey = "inputs";
    private const string TargetsKey = "targets";
    private const string ComponentsKey = "components";
    private const string CovarianceKey = "covariance";
    private const string HiddenKey = "hidden";
    private const string ActivationKey = "activation";
    private const string InitializationKey = "initialization";
    private const string ScaleLinkKey = "scale_link";
    private const string ScaleFloorKey = "scale_floor";
    private const string InputNamesKey = "input_names";
    private const string TargetNamesKey = "target_names";

    /// <summary>The version that is written, the oldest that has all that the model has: whoever reads that one reads the model.</summary>
    /// <param name="members">Networks; version 2 brought several.</param>
    /// <param name="drawsIn">Whether long tails of features are drawn in; version 3 brought that.</param>
    public static int VersionFor(int members, bool drawsIn) => drawsIn ? FormatVersion : members > 1 ? 2 : 1;

    /// <summary>Adds the options to a file that is being written.</summary>
    public static void Write(MdnOptions options, int members, bool drawsIn, SafetensorsWriter writer)
    {
        writer.AddMetadata(FormatKey, Format);
        writer.AddMetadata(VersionKey, Text(VersionFor(members, drawsIn)));
        if (members > 1 || drawsIn)
        {
            writer.AddMetadata(MembersKey, Text(members));
        }

        writer.AddMetadata(InputsKey, Text(options.Inputs));
        writer.AddMetadata(TargetsKey, Text(options.Targets));
        writer.AddMetadata(ComponentsKey, Text(options.Components));
        writer.AddMetadata(CovarianceKey, options.Covariance.ToString());
        writer.AddMetadata(HiddenKey, string.Join(',', options.Hidden.Select(Text)));
        writer.AddMetadata(ActivationKey, options.Activation.ToString());
        writer.AddMetadata(InitializationKey, options.Initialization.ToString());
        writer.AddMetadata(ScaleLinkKey, options.ScaleLink.ToString());
        writer.AddMetadata(ScaleFloorKey, options.ScaleFloor.ToString("R", CultureInfo.InvariantCulture));
        writer.AddMetadata(InputNamesKey, Json(options.InputNames));
        writer.AddMetadata(TargetNamesKey, Json(options.TargetNames));
    }

    /// <summary>The version of the format in which a file was written; to be asked before anything else.</summary>
    /// <exception cref="InvalidDataException">The file is no model, or of a newer format.</exception>
    public static int ReadVersion(SafetensorsFile file)
    {
        if (Find(file, FormatKey) != Format)
        {
            throw Fault(file, FormatKey, $"expected '{Format}': this safetensors file holds no model of this library");
        }

        int version = Number(file, VersionKey);
        if (version is < 1 or > FormatVersion)
        {
            throw Fault(file, VersionKey, $"is {version}: this version of the library reads versions 1 to {FormatVersion}");
        }

        return version;
    }

    /// <summary>The number of networks in a file of a version that knows of several; else 1.</summary>
    /// <exception cref="InvalidDataException">The number is missing or out of range.</exception>
    public static int ReadMembers(SafetensorsFile file, int version, MdnOptions options)
    {
        int members = version == 1 ? 1 : Number(file, MembersKey);
        try
        {
            options.CheckMembers(members);
            return members;
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{file.Source}: metadata: {error.Message}");
        }
    }

    /// <summary>The options of a file that has been read, but for the names, and checked but for them.</summary>
    /// <exception cref="InvalidDataException">An option is missing or out of range.</exception>
    public static MdnOptions Read(SafetensorsFile file) => Checked(
        file,
        new MdnOptions
        {
            Inputs = Number(file, InputsKey),
            Targets = Number(file, TargetsKey),
            Components = Number(file, ComponentsKey),
            Covariance = Name<Covariance>(file, CovarianceKey),
            Hidden = Numbers(file, HiddenKey),
            Activation = Name<Activation>(file, ActivationKey),
            Initialization = Name<Initialization>(file, InitializationKey),
            ScaleLink = Name<ScaleLink>(file, ScaleLinkKey),
            ScaleFloor = Real(file, ScaleFloorKey),
        },
        static options => options.CheckedButNames());

    /// <summary>The options with the names of a file, which take memory: to be asked once there are tensors of as many columns.</summary>
    /// <exception cref="InvalidDataException">The names are missing, not as many as the columns, or not to be told apart.</exception>
    public static MdnOptions ReadNames(SafetensorsFile file, MdnOptions options) => Checked(
        file,
        options with
        {
            InputNames = Names(file, InputNamesKey, options.Inputs),
            TargetNames = Names(file, TargetNamesKey, options.Targets),
        },
        static options => options.Checked());

    private static MdnOptions Checked(SafetensorsFile file, MdnOptions options, Func<MdnOptions, MdnOptions> check)
    {
        try
        {
            return check(options);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{file.Source}: metadata: {error.Message}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Find(SafetensorsFile file, string key) =>
        file.Metadata(key, LongestOption) is ReadOnlyMemory<byte> text ? Encoding.UTF8.GetString(text.Span) : null;

    private static string Required(SafetensorsFile file, string key) => Find(file, key) ?? throw Fault(file, key, "is missing");

    private static int Number(SafetensorsFile file, string key) => ParseNumber(file, key, Required(file, key));

    private static int ParseNumber(SafetensorsFile file, string key, ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Fault(file, key, $"'{Excerpt.Of(text.ToString())}' is not a whole number");

    private static double Real(SafetensorsFile file, string key) =>
        double.TryParse(Required(file, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw Fault(file, key, $"'{Excerpt.Of(Required(file, key))}' is not a number");

    private static ImmutableArray<int> Numbers(SafetensorsFile file, string key)
    {
        string text = Required(file, key);
        ImmutableArray<int>.Builder numbers = ImmutableArray.CreateBuilder<int>();
        if (text.Length > 0)
        {
            foreach (Range part in text.AsSpan().Split(','))
            {
                numbers.Add(ParseNumber(file, key, text.AsSpan(part)));
            }
        }

        return numbers.ToImmutable();
    }

    private static TEnum Name<TEnum>(SafetensorsFile file, string key)
        where TEnum : struct, Enum
    {
        string text = Required(file, key);
        return Enum.TryParse(text, ignoreCase: true, out TEnum value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw Fault(file, key, $"'{Excerpt.Of(text)}' is none of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    /// <summary>Names as a JSON list.</summary>
    public static string Json(ImmutableArray<string> names)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartArray();
            foreach (string name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A list of as many names as there are columns, or of none. The names are counted before they are read.</summary>
    private static ImmutableArray<string> Names(SafetensorsFile file, string key, int columns)
    {
        ReadOnlySpan<byte> json = (file.Metadata(key, LongestNames) ?? throw Fault(file, key, "is missing")).Span;
        try
        {
            int count = EachName(file, key, json, null);
            if (count != 0 && count != columns)
            {
                throw Fault(file, key, $"is a list of {count} names: expected {columns}");
            }

            string[] names = new string[count];
            EachName(file, key, json, names);
            return ImmutableCollectionsMarshal.AsImmutableArray(names);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Fault(file, key, "is not a JSON list of strings");
        }
    }

    /// <summary>Counts the strings of a JSON list, and keeps them where there is room.</summary>
    private static int EachName(SafetensorsFile file, string key, ReadOnlySpan<byte> json, string[]? names)
    {
        const int LongestEscape = 6;
        long characters = 0;
        Utf8JsonReader reader = new(json);
        int count = 0;
        if (Next(ref reader, json) != JsonTokenType.StartArray)
        {
            throw new JsonException();
        }

        while (Next(ref reader, json) == JsonTokenType.String)
        {
            if (names is not null)
            {
                names[count] = reader.GetString()!;
            }

            count++;
            characters += reader.ValueIsEscaped ? reader.ValueSpan.Length / LongestEscape : Encoding.UTF8.GetCharCount(reader.ValueSpan);
            if (characters > MdnOptions.MostCharacters)
            {
                throw Fault(file, key, $"is a list of very long names: expected at most {MdnOptions.MostCharacters} characters");
            }
        }

        // What follows the list is an error to the reader.
        return reader.TokenType == JsonTokenType.EndArray && !reader.Read() ? count : throw new JsonException();
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (HeaderText.BeginsWithNoWord(json[(int)reader.BytesConsumed..]))
        {
            throw new JsonException();
        }

        reader.Read();
        return reader.TokenType;
    }

    private static InvalidDataException Fault(SafetensorsFile file, string key, string message) =>
        new($"{file.Source}: metadata '{key}' {message}");
}
