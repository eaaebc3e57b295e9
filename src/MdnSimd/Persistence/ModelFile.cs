using System.Numerics;
using MdnSimd.Networks;

namespace MdnSimd.Persistence;

/// <summary>
/// A model as a safetensors file. Tensors have the names and shapes that PyTorch gives a stack of linear layers:
/// <c>layers.0.weight</c> [out, in], <c>layers.0.bias</c> [out], ...; the scalers are <c>inputs.mean</c>, <c>inputs.scale</c>,
/// <c>targets.mean</c> and <c>targets.scale</c>; the options stand in the metadata.
/// </summary>
internal static class ModelFile
{
    private const string InputMean = "inputs.mean";
    private const string InputScale = "inputs.scale";
    private const string TargetMean = "targets.mean";
    private const string TargetScale = "targets.scale";

    /// <summary>Writes a model; see <see cref="MdnModel{T}.Save"/>.</summary>
    public static void Write<T>(MdnModel<T> model, string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsWriter writer = new();
        ModelMetadata.Write(model.Options, writer);
        for (int i = 0; i < model.Layout.Layers.Length; i++)
        {
            LayerLayout layer = model.Layout.Layers[i];
            T[] weight = new T[layer.Inputs * layer.Outputs];
            for (int output = 0; output < layer.Outputs; output++)
            {
                for (int input = 0; input < layer.Inputs; input++)
                {
                    weight[(output * layer.Inputs) + input] = model.Parameters[layer.WeightOffset + (input * layer.Stride) + output];
                }
            }

            writer.Add<T>(WeightName(i), [layer.Outputs, layer.Inputs], weight);
            writer.Add(BiasName(i), [layer.Outputs], model.Parameters.Slice(layer.BiasOffset, layer.Outputs));
        }

        writer.Add(InputMean, [model.Options.Inputs], model.InputScaler.Means);
        writer.Add(InputScale, [model.Options.Inputs], model.InputScaler.Scales);
        writer.Add(TargetMean, [model.Options.Targets], model.TargetScaler.Means);
        writer.Add(TargetScale, [model.Options.Targets], model.TargetScaler.Scales);
        writer.Write(path);
    }

    /// <summary>Reads a model; see <see cref="MdnModel{T}.Load"/>.</summary>
    public static MdnModel<T> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        int version = ModelMetadata.ReadVersion(file);
        MdnOptions options = ModelMetadata.Read(file);
        NetworkLayout layout = MdnModel<T>.LayoutOf(options);

        // Every shape is checked against the options before memory is taken: the options alone could ask for any amount.
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            file.Require(WeightName(i), layout.Layers[i].Outputs, layout.Layers[i].Inputs);
            file.Require(BiasName(i), layout.Layers[i].Outputs);
        }

        if (file.Tensors.ContainsKey(WeightName(layout.Layers.Length)))
        {
            throw Fault(file, $"tensor '{WeightName(layout.Layers.Length)}': the options ask for {layout.Layers.Length} layers only");
        }

        T[] parameters = new T[layout.Length];
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            T[] weight = Finite<T>(file, WeightName(i), layer.Outputs, layer.Inputs);
            for (int output = 0; output < layer.Outputs; output++)
            {
                for (int input = 0; input < layer.Inputs; input++)
                {
                    parameters[layer.WeightOffset + (input * layer.Stride) + output] = weight[(output * layer.Inputs) + input];
                }
            }

            Finite<T>(file, BiasName(i), layer.Outputs).CopyTo(parameters.AsSpan(layer.BiasOffset));
        }

        return new MdnModel<T>(
            options,
            Scaler<T>(file, InputMean, InputScale, options.Inputs),
            Scaler<T>(file, TargetMean, TargetScale, options.Targets),
            parameters)
        {
            FormatVersion = version,
        };
    }

    private static string WeightName(int layer) => $"layers.{layer}.weight";

    private static string BiasName(int layer) => $"layers.{layer}.bias";

    private static Standardizer<T> Scaler<T>(SafetensorsFile file, string means, string scales, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return new Standardizer<T>(Finite<T>(file, means, columns), Finite<T>(file, scales, columns));
        }
        catch (ArgumentException error)
        {
            throw Fault(file, $"tensor '{scales}': {error.Message}");
        }
    }

    private static T[] Finite<T>(SafetensorsFile file, string name, params ReadOnlySpan<long> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        file.Require(name, shape);
        long length = 1;
        foreach (long size in shape)
        {
            length *= size;
        }

        T[] values = new T[length];
        file.CopyTo<T>(name, values);
        int bad = Array.FindIndex(values, value => !T.IsFinite(value));
        return bad < 0 ? values : throw Fault(file, $"tensor '{name}': element {bad} is {values[bad]}: expected a finite number");
    }

    private static InvalidDataException Fault(SafetensorsFile file, string message) => new($"{file.Source}: {message}");
}
