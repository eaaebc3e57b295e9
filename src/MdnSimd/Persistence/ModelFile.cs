using System.Numerics;
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
    /// <summary>Writes a model; see <see cref="MdnModel{T}.Save"/>.</summary>
    public static void Write<T>(MdnModel<T> model, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsWriter writer = new();
        ModelMetadata.Write(model.Options, model.Members, model.InputScaler.Power is not null, writer);
        for (int member = 0; member < model.Members; member++)
        {
            ReadOnlySpan<T> parameters = model.ParametersOf(member);
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

                writer.Add<T>(LayerNames.Weight(member, model.Members, i), [layer.Outputs, layer.Inputs], weight);
                writer.Add(LayerNames.Bias(member, model.Members, i), [layer.Outputs], parameters.Slice(layer.BiasOffset, layer.Outputs));
            }
        }

        writer.Add(ModelTensors.InputMean, [model.Options.Inputs], model.InputScaler.Means);
        writer.Add(ModelTensors.InputScale, [model.Options.Inputs], model.InputScaler.Scales);
        if (model.InputScaler.Power is PowerTransform<T> power)
        {
            writer.Add(ModelTensors.InputPower, [model.Options.Inputs], power.Powers);
            writer.Add(ModelTensors.InputPowerMean, [model.Options.Inputs], power.Means);
            writer.Add(ModelTensors.InputPowerScale, [model.Options.Inputs], power.Scales);
        }

        writer.Add(ModelTensors.TargetMean, [model.Options.Targets], model.TargetScaler.Means);
        writer.Add(ModelTensors.TargetScale, [model.Options.Targets], model.TargetScaler.Scales);
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
        foreach (string name in file.TensorNames)
        {
            if (!IsExpected(name, options))
            {
                throw new InvalidDataException(
                    $"{file.Source}: tensor '{Excerpt.Of(name)}' belongs to no layer or scaler of the options: expected {Expected(options)}");
            }
        }

        NetworkLayout layout = MdnModel<T>.LayoutOf(options);
        ModelTensors.Check<T>(file, options, layout, members: 1);
        return Create<T>(file, options, layout, members: 1, ModelMetadata.VersionFor(members: 1, ModelTensors.HasPower(file)));
    }

    /// <summary>Reads a model from a file that has been checked as such.</summary>
    public static MdnModel<T> Read<T>(SafetensorsFile file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int version = ModelMetadata.ReadVersion(file);
        MdnOptions options = ModelMetadata.Read(file);
        int members = ModelMetadata.ReadMembers(file, version, options);
        NetworkLayout layout = MdnModel<T>.LayoutOf(options);
        ModelTensors.Check<T>(file, options, layout, members);
        return Create<T>(file, ModelMetadata.ReadNames(file, options), layout, members, version);
    }

    private static MdnModel<T> Create<T>(SafetensorsFile file, MdnOptions options, NetworkLayout layout, int members, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(
            options,
            ModelTensors.InputScaler<T>(file, options.Inputs),
            ModelTensors.TargetScaler<T>(file, options.Targets),
            ModelTensors.Parameters<T>(file, layout, members))
        {
            FormatVersion = version,
        };

    /// <summary>Whether a network of one member has a tensor of this name.</summary>
    private static bool IsExpected(string name, MdnOptions options)
    {
        Span<char> buffer = stackalloc char[LayerNames.Longest];
        bool expected = name is ModelTensors.InputMean or ModelTensors.InputScale or ModelTensors.InputPower or ModelTensors.InputPowerMean
            or ModelTensors.InputPowerScale or ModelTensors.TargetMean or ModelTensors.TargetScale;
        for (int i = 0; i <= options.Hidden.Length && !expected; i++)
        {
            expected = name.AsSpan().SequenceEqual(LayerNames.Weight(buffer, 0, 1, i))
                || name.AsSpan().SequenceEqual(LayerNames.Bias(buffer, 0, 1, i));
        }

        return expected;
    }

    private static string Expected(MdnOptions options)
    {
        string last = options.Hidden.Length > 0 ? $" to {LayerNames.Bias(0, 1, options.Hidden.Length)}" : "";
        return $"{LayerNames.Weight(0, 1, 0)}, {LayerNames.Bias(0, 1, 0)}{last}, {ModelTensors.InputMean}, {ModelTensors.InputScale}, "
            + $"{ModelTensors.TargetMean}, {ModelTensors.TargetScale}, and where long tails are drawn in "
            + $"{ModelTensors.InputPower}, {ModelTensors.InputPowerMean} and {ModelTensors.InputPowerScale}";
    }
}
