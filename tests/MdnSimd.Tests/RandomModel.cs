using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Kernels;
using MdnSimd.Networks;
using MdnSimd.Training;

namespace MdnSimd.Tests;

/// <summary>
/// A model of random parameters and scalers, of any activation, covariance and link: what a format must carry. All numbers are
/// floats, so that a model of floats and one of doubles are the same.
/// </summary>
public sealed record RandomModel(
    Activation Activation, Covariance Covariance, ScaleLink Link, int Inputs, int Hidden, int Components, int Dimensions, double Floor, int Seed)
{
    /// <summary>Whether tails of features are drawn in.</summary>
    public bool DrawsIn { get; init; }

    /// <summary>D 1 to 4, K 1 to 8, up to two hidden layers, floors of 1e-6 to 1.</summary>
    internal static Gen<RandomModel> Any() =>
        from activation in Properties.Any<Activation>()
        from covariance in Properties.Any<Covariance>()
        from link in Properties.Any<ScaleLink>()
        from inputs in Gen.Choose(1, 5)
        from hidden in Gen.Choose(0, 2)
        from components in Gen.Choose(1, 8)
        from dimensions in Gen.Choose(1, 4)
        from floor in Gen.Elements(1e-6, 1e-3, 0.1, 1)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from drawsIn in Gen.Elements(false, true)
        select new RandomModel(activation, covariance, link, inputs, hidden, components, dimensions, floor, seed) { DrawsIn = drawsIn };

    internal MdnOptions Options => new MdnOptions
    {
        Inputs = Inputs,
        Targets = Dimensions,
        Components = Components,
        Covariance = Covariance,
        Hidden = [.. Enumerable.Range(0, Hidden).Select(i => 7 + (5 * i))],
        Activation = Activation,
        ScaleLink = Link,
        ScaleFloor = Floor,
    }.Checked();

    /// <summary>The model. Raw outputs are of order 2, so that links are tried on both sides of 0.</summary>
    internal MdnModel<T> Create<T>(int members = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new((ulong)Seed, 1);
        NetworkLayout layout = MdnModel<T>.LayoutOf(Options);
        T[] parameters = new T[members * layout.Length];
        foreach ((int m, LayerLayout layer) in Enumerable.Range(0, members).SelectMany(m => layout.Layers.Select(layer => (m, layer))))
        {
            for (int row = 0; row <= layer.Inputs; row++)
            {
                bool isBias = row == layer.Inputs;
                double deviation = isBias ? 0.5 : (layer == layout.Layers[^1] ? 2 : 1) / Math.Sqrt(layer.Inputs);
                int offset = (m * layout.Length) + (isBias ? layer.BiasOffset : layer.WeightOffset + (row * layer.Stride));
                foreach (ref T parameter in parameters.AsSpan(offset, layer.Outputs))
                {
                    parameter = T.CreateTruncating((float)(deviation * random.NextNormal()));
                }
            }
        }

        return new MdnModel<T>(Options, InputScaler<T>(), Scaler<T>(Dimensions, 3), parameters);
    }

    private Standardizer<T> InputScaler<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Standardizer<T> plain = Scaler<T>(Inputs, 2);
        CounterRandom random = new((ulong)Seed, 6);
        T[] powers = new T[Inputs];
        T[] means = new T[Inputs];
        T[] scales = new T[Inputs];
        for (int i = 0; i < Inputs; i++)
        {
            // Whole numbers among them, which have branches of their own.
            powers[i] = T.CreateTruncating(random.NextBelow(9) / 4.0);
            double power = double.CreateTruncating(powers[i]);
            means[i] = T.CreateTruncating((float)random.NextNormal());
            scales[i] = T.CreateTruncating((float)SkewedColumn.Transform(2, Math.Max(power, 2 - power))); // what is 2 away ends up about 1 away
        }

        return DrawsIn ? new Standardizer<T>(plain.Means, plain.Scales, new PowerTransform<T>(powers, means, scales)) : plain;
    }

    /// <summary>Features [rows, Inputs] in their units.</summary>
    internal T[,] Features<T>(int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Rows(Scaler<T>(Inputs, 2), rows, 4);

    /// <summary>Targets [rows, D] in their units.</summary>
    internal T[,] Targets<T>(int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Rows(Scaler<T>(Dimensions, 3), rows, 5);

    private Standardizer<T> Scaler<T>(int columns, ulong stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new((ulong)Seed, stream);
        T[] means = new T[columns];
        T[] scales = new T[columns];
        for (int i = 0; i < columns; i++)
        {
            means[i] = T.CreateTruncating((float)(3 * random.NextNormal()));
            scales[i] = T.CreateTruncating((float)Math.Exp(2 * random.NextNormal()));
        }

        return new Standardizer<T>(means, scales);
    }

    private T[,] Rows<T>(Standardizer<T> scaler, int rows, ulong stream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CounterRandom random = new((ulong)Seed, stream);
        T[,] values = new T[rows, scaler.Columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < scaler.Columns; column++)
            {
                double deviation = random.NextNormal() * double.CreateTruncating(scaler.Scales[column]);
                values[row, column] = T.CreateTruncating((float)(double.CreateTruncating(scaler.Means[column]) + deviation));
            }
        }

        return values;
    }
}
