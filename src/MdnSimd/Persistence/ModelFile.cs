using System.Numerics;
using MdnSimd.Memory;
using MdnSimd.Networks;

namespace MdnSimd.Persistence;

/// <summary>
/// A model as a safetensors file. Tensors have the names and shapes that PyTorch gives a stack of linear layers:
/// <c>layers.0.weight</c> [out, in], <c>layers.0.bias</c> [out], ...; the scalers are <c>inputs.mean</c>, <c>inputs.scale</c>,
/// <c>targets.mean</c> and <c>targets.scale</c>, where long tails are drawn in also <c>inputs.power</c>, <c>inputs.power_mean</c> and
/// <c>inputs.power_scale</c>; the options stand in the metadata. Of an ensemble the layers' names begin with the
/// member: <c>members.0.layers.0.weight</c>.
/// </summary>
internal static class ModelFile
{
    private const string InputMean = "inputs.mean";
    private const string InputScale = "inputs.scale";
    private const string InputPower = "inputs.power";
    private const string InputPowerMean = "inputs.power_mean";
    private const string InputPowerScale = "inputs.power_scale";
    private const string TargetMean = "targets.mean";
    private const string TargetScale = "targets.scale";

    /// <summary>Writes a model; see <see cref="MdnModel{T}.Save"/>.</summary>
    public static void Write<T>(MdnModel<T> model, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsWriter writer = new();
        ModelMetadata.Write(model.Options, model.Members, model.InputScaler.Power is not null, writer);
        for (int member = 0; member < model.Members; member++)
        {
            ReadOnlySpan<T> parameters = model.ParametersOf(member);
            string prefix = Prefix(member, model.Members);
            for (int i = 0; i < model.Layout.Layers.Length; i++)
            {
                LayerLayout layer = model.Layout.Layers[i];
                T[] weight = new T[layer.Inputs * layer.Outputs];
                for (int output = 0; output < layer.Outputs; output++)
                {
                    for (int input = 0; input < layer.Inputs; input++)
                    {
                        weight[(output * layer.Inputs) + input] = parameters[layer.WeightOffset + (input * layer.Stride) + output];
                    }
                }

                writer.Add<T>(prefix + WeightName(i), [layer.Outputs, layer.Inputs], weight);
                writer.Add(prefix + BiasName(i), [layer.Outputs], parameters.Slice(layer.BiasOffset, layer.Outputs));
            }
        }

        writer.Add(InputMean, [model.Options.Inputs], model.InputScaler.Means);
        writer.Add(InputScale, [model.Options.Inputs], model.InputScaler.Scales);
        if (model.InputScaler.Power is PowerTransform<T> power)
        {
            writer.Add(InputPower, [model.Options.Inputs], power.Powers);
            writer.Add(InputPowerMean, [model.Options.Inputs], power.Means);
            writer.Add(InputPowerScale, [model.Options.Inputs], power.Scales);
        }

        writer.Add(TargetMean, [model.Options.Targets], model.TargetScaler.Means);
        writer.Add(TargetScale, [model.Options.Targets], model.TargetScaler.Scales);
        writer.Write(path);
    }

    /// <summary>Reads a model; see <see cref="MdnModel{T}.Load(string)"/>.</summary>
    public static MdnModel<T> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Read<T>(SafetensorsFile.Read(path));

    /// <summary>
    /// Reads a network that was trained elsewhere; see <see cref="MdnModel{T}.Import"/>. It is the file that <see cref="Write"/> writes
    /// but for the options, which are given; what else stands in it is refused, since a name misspelt would be passed over.
    /// </summary>
    public static MdnModel<T> Import<T>(string path, MdnOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        HashSet<string> names = [InputMean, InputScale, InputPower, InputPowerMean, InputPowerScale, TargetMean, TargetScale];
        for (int i = 0; i <= options.Hidden.Length; i++)
        {
            names.UnionWith([WeightName(i), BiasName(i)]);
        }

        foreach (string name in file.Tensors.Keys)
        {
            if (!names.Contains(name))
            {
                throw Fault(file, $"tensor '{Excerpt.Of(name)}' belongs to no layer or scaler of the options: expected {Expected(options)}");
            }
        }

        SafetensorsWriter metadata = new();
        ModelMetadata.Write(options, 1, file.Tensors.ContainsKey(InputPower), metadata);
        return Read<T>(file.With(SafetensorsFile.Parse(metadata.ToArray(), path).Metadata));
    }

    private static string Expected(MdnOptions options) =>
        $"{WeightName(0)}, {BiasName(0)}{(options.Hidden.Length > 0 ? $" to {BiasName(options.Hidden.Length)}" : "")}, "
        + $"{InputMean}, {InputScale}, {TargetMean} and {TargetScale}";

    /// <summary>Reads a model from a file that has been checked as such.</summary>
    public static MdnModel<T> Read<T>(SafetensorsFile file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int version = ModelMetadata.ReadVersion(file);
        MdnOptions options = ModelMetadata.Read(file);
        int members = ModelMetadata.ReadMembers(file, version, options);
        NetworkLayout layout = MdnModel<T>.LayoutOf(options);

        // Every shape is checked against the options before memory is taken: the options alone could ask for any amount.
        for (int member = 0; member < members; member++)
        {
            RequireLayers(file, layout, Prefix(member, members));
        }

        if (members > 1 && file.Tensors.ContainsKey(Prefix(members, members) + WeightName(0)))
        {
            throw Fault(file, $"tensor '{Prefix(members, members)}{WeightName(0)}': there are {members} members only");
        }

        // Read into what the model keeps, through one row of weights: a load takes little more than the model.
        AlignedBuffer<T> parameters = AlignedPool.Allocate<T>(members * layout.Length);
        T[] row = new T[layout.Layers.Max(layer => layer.Inputs)];
        for (int member = 0; member < members; member++)
        {
            CopyLayers(file, layout, Prefix(member, members), parameters.Span.Slice(member * layout.Length, layout.Length), row);
        }

        return new MdnModel<T>(
            options,
            Scaler(file, InputMean, InputScale, options.Inputs, Power<T>(file, options.Inputs)),
            Scaler<T>(file, TargetMean, TargetScale, options.Targets, null),
            parameters)
        {
            FormatVersion = version,
        };
    }

    private static void RequireLayers(SafetensorsFile file, NetworkLayout layout, string prefix)
    {
        int layers = layout.Layers.Length;
        for (int i = 0; i < layers; i++)
        {
            file.Require(prefix + WeightName(i), layout.Layers[i].Outputs, layout.Layers[i].Inputs);
            file.Require(prefix + BiasName(i), layout.Layers[i].Outputs);
        }

        if (file.Tensors.ContainsKey(prefix + WeightName(layers)))
        {
            throw Fault(file, $"tensor '{prefix}{WeightName(layers)}': the options ask for {layers} layers only");
        }
    }

    private static void CopyLayers<T>(SafetensorsFile file, NetworkLayout layout, string prefix, Span<T> parameters, T[] row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            TensorInfo weight = file.Require(prefix + WeightName(i), layer.Outputs, layer.Inputs);
            Span<T> inputs = row.AsSpan(0, layer.Inputs);
            for (int output = 0; output < layer.Outputs; output++)
            {
                CopyFinite(file, weight, output * layer.Inputs, inputs);
                for (int input = 0; input < layer.Inputs; input++)
                {
                    parameters[layer.WeightOffset + (input * layer.Stride) + output] = inputs[input];
                }
            }

            CopyFinite(file, file.Require(prefix + BiasName(i), layer.Outputs), 0, parameters.Slice(layer.BiasOffset, layer.Outputs));
        }
    }

    /// <summary>What a member's tensors are called beside their place in its network; nothing where there is one member.</summary>
    private static string Prefix(int member, int members) => members > 1 ? $"members.{member}." : "";

    private static string WeightName(int layer) => $"layers.{layer}.weight";

    private static string BiasName(int layer) => $"layers.{layer}.bias";

    /// <summary>What draws in long tails; null in a file without.</summary>
    private static PowerTransform<T>? Power<T>(SafetensorsFile file, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string? first = Array.Find([InputPower, InputPowerMean, InputPowerScale], file.Tensors.ContainsKey);
        if (first is null)
        {
            return null;
        }

        try
        {
            return new PowerTransform<T>(
                Finite<T>(file, InputPower, columns), Finite<T>(file, InputPowerMean, columns), Finite<T>(file, InputPowerScale, columns));
        }
        catch (ArgumentException error)
        {
            throw Fault(file, $"tensor '{(error.ParamName == "powers" ? InputPower : InputPowerScale)}': {error.Message}");
        }
    }

    private static Standardizer<T> Scaler<T>(SafetensorsFile file, string means, string scales, int columns, PowerTransform<T>? power)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return new Standardizer<T>(Finite<T>(file, means, columns), Finite<T>(file, scales, columns), power);
        }
        catch (ArgumentException error)
        {
            throw Fault(file, $"tensor '{scales}': {error.Message}");
        }
    }

    private static T[] Finite<T>(SafetensorsFile file, string name, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorInfo tensor = file.Require(name, columns);
        T[] values = new T[columns];
        CopyFinite<T>(file, tensor, 0, values);
        return values;
    }

    /// <summary>Copies a part of a tensor, whose elements have to be finite.</summary>
    private static void CopyFinite<T>(SafetensorsFile file, TensorInfo tensor, int first, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        file.CopyTo(tensor, first, destination);
        for (int i = 0; i < destination.Length; i++)
        {
            if (!T.IsFinite(destination[i]))
            {
                throw Fault(file, $"tensor '{tensor.Name}': element {first + i} is {destination[i]}: expected a finite number");
            }
        }
    }

    private static InvalidDataException Fault(SafetensorsFile file, string message) => new($"{file.Source}: {message}");
}
