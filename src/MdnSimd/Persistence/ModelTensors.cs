using System.Numerics;
using MdnSimd.Memory;
using MdnSimd.Networks;

namespace MdnSimd.Persistence;

/// <summary>
/// A model's tensors in a file. They are checked to the last number before memory is taken for any: options alone could ask for
/// any amount.
/// </summary>
internal static class ModelTensors
{
    public const string InputMean = "inputs.mean";
    public const string InputScale = "inputs.scale";
    public const string InputPower = "inputs.power";
    public const string InputPowerMean = "inputs.power_mean";
    public const string InputPowerScale = "inputs.power_scale";
    public const string TargetMean = "targets.mean";
    public const string TargetScale = "targets.scale";

    /// <summary>Elements that are looked at together, in memory on the stack.</summary>
    private const int Block = 256;

    /// <summary>Throws unless every tensor is there, of the options' shape, and each of its numbers one that a model can have.</summary>
    /// <exception cref="InvalidDataException">One is not, or there are more; the message names it.</exception>
    public static void Check<T>(SafetensorsFile file, MdnOptions options, NetworkLayout layout, int members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<char> name = stackalloc char[LayerNames.Longest];
        int layers = layout.Layers.Length;
        for (int member = 0; member < members; member++)
        {
            for (int i = 0; i < layers; i++)
            {
                LayerLayout layer = layout.Layers[i];
                CheckNumbers<T>(file, LayerNames.Weight(name, member, members, i), layer.Outputs, layer.Inputs);
                CheckNumbers<T>(file, LayerNames.Bias(name, member, members, i), layer.Outputs);
            }

            ReadOnlySpan<char> next = LayerNames.Weight(name, member, members, layers);
            if (file.Contains(next))
            {
                throw file.Fault(next, $"the options ask for {layers} layers only");
            }
        }

        ReadOnlySpan<char> beyond = LayerNames.Weight(name, members, members, 0);
        if (members > 1 && file.Contains(beyond))
        {
            throw file.Fault(beyond, $"there are {members} members only");
        }

        CheckNumbers<T>(file, InputMean, options.Inputs);
        CheckScales<T>(file, InputScale, options.Inputs);
        if (HasPower(file))
        {
            CheckEach<T>(file, InputPower, [options.Inputs], Kind.Power);
            CheckNumbers<T>(file, InputPowerMean, options.Inputs);
            CheckScales<T>(file, InputPowerScale, options.Inputs);
        }

        CheckNumbers<T>(file, TargetMean, options.Targets);
        CheckScales<T>(file, TargetScale, options.Targets);
    }

    /// <summary>The parameters of every member, as the layout has them, of a file that was checked.</summary>
    /// <remarks>Read into what the model keeps, through one row of weights: a load takes little more than the model.</remarks>
    public static AlignedBuffer<T> Parameters<T>(SafetensorsFile file, NetworkLayout layout, int members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AlignedBuffer<T> parameters = AlignedPool.Allocate<T>(members * layout.Length);
        T[] row = new T[layout.Layers.Max(layer => layer.Inputs)];
        Span<char> name = stackalloc char[LayerNames.Longest];
        for (int member = 0; member < members; member++)
        {
            Span<T> own = parameters.Span.Slice(member * layout.Length, layout.Length);
            for (int i = 0; i < layout.Layers.Length; i++)
            {
                LayerLayout layer = layout.Layers[i];
                TensorInfo weight = file.Find(LayerNames.Weight(name, member, members, i));
                Span<T> inputs = row.AsSpan(0, layer.Inputs);
                for (int output = 0; output < layer.Outputs; output++)
                {
                    file.CopyTo(weight, output * layer.Inputs, inputs);
                    for (int input = 0; input < layer.Inputs; input++)
                    {
                        own[layer.WeightOffset + (input * layer.Stride) + output] = inputs[input];
                    }
                }

                file.CopyTo(file.Find(LayerNames.Bias(name, member, members, i)), 0, own.Slice(layer.BiasOffset, layer.Outputs));
            }
        }

        return parameters;
    }

    /// <summary>Whether a file has any of the tensors that draw in long tails; a checked one then has all.</summary>
    public static bool HasPower(SafetensorsFile file) =>
        file.Contains(InputPower) || file.Contains(InputPowerMean) || file.Contains(InputPowerScale);

    /// <summary>The features' scaler of a file that was checked.</summary>
    public static Standardizer<T> InputScaler<T>(SafetensorsFile file, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PowerTransform<T>? power = HasPower(file)
            ? new PowerTransform<T>(
                Column<T>(file, InputPower, columns), Column<T>(file, InputPowerMean, columns), Column<T>(file, InputPowerScale, columns))
            : null;
        return new Standardizer<T>(Column<T>(file, InputMean, columns), Column<T>(file, InputScale, columns), power);
    }

    /// <summary>The targets' scaler of a file that was checked.</summary>
    public static Standardizer<T> TargetScaler<T>(SafetensorsFile file, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(Column<T>(file, TargetMean, columns), Column<T>(file, TargetScale, columns));

    private static T[] Column<T>(SafetensorsFile file, string name, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[columns];
        file.CopyTo<T>(name, values);
        return values;
    }

    private static void CheckNumbers<T>(SafetensorsFile file, ReadOnlySpan<char> name, params ReadOnlySpan<long> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CheckEach<T>(file, name, shape, Kind.Number);

    private static void CheckScales<T>(SafetensorsFile file, ReadOnlySpan<char> name, params ReadOnlySpan<long> shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CheckEach<T>(file, name, shape, Kind.Scale);

    private static void CheckEach<T>(SafetensorsFile file, ReadOnlySpan<char> name, ReadOnlySpan<long> shape, Kind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorInfo tensor = file.Require(name, shape);
        file.RequireNumbers(name, tensor);
        Span<T> block = stackalloc T[Block];
        for (int first = 0; first < tensor.Elements; first += Block)
        {
            Span<T> part = block[..(int)Math.Min(Block, tensor.Elements - first)];
            file.CopyTo(tensor, first, part);
            for (int i = 0; i < part.Length; i++)
            {
                bool fits = kind switch
                {
                    Kind.Scale => Standardizer<T>.IsScale(part[i]),
                    Kind.Power => PowerTransform<T>.IsPower(part[i]),
                    _ => T.IsFinite(part[i]),
                };
                if (!fits)
                {
                    throw file.Fault(name, $"element {first + i} is {part[i]}: expected {Expected<T>(kind)}");
                }
            }
        }
    }

    private static string Expected<T>(Kind kind)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => kind switch
        {
            Kind.Scale => "a positive finite number",
            Kind.Power => $"{PowerTransform<T>.LeastPower} to {PowerTransform<T>.MostPower}",
            _ => "a finite number",
        };

    /// <summary>What a tensor's numbers have to be.</summary>
    private enum Kind
    {
        Number,
        Scale,
        Power,
    }
}
