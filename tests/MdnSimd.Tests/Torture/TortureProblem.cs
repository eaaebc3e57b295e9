using MdnSimd.Kernels;

namespace MdnSimd.Tests.Torture;

/// <summary>What the target of a problem follows.</summary>
public enum TargetKind
{
    /// <summary>One value throughout.</summary>
    Constant,

    /// <summary>Whole numbers.</summary>
    Discrete,

    /// <summary>Two branches with little noise.</summary>
    Bimodal,

    /// <summary>Noise whose deviation a feature decides.</summary>
    Heteroscedastic,

    /// <summary>Student's t of 2 or 3 degrees of freedom around the signal.</summary>
    HeavyTailed,
}

/// <summary>
/// One of many random problems: 10 to 2,000 rows, 1 to 20 features of any kind, targets of any kind in any unit. Its number decides
/// everything; the kinds of target, the units and the numbers of rows take turns, so that any few problems in a row cover them.
/// </summary>
/// <param name="Number">From 0.</param>
internal sealed record TortureProblem(int Number)
{
    private const ulong Seed = 77;
    private const double Golden = 0.6180339887498949;

    /// <summary>What the target follows.</summary>
    public TargetKind Kind => (TargetKind)(Number % 5);

    /// <summary>The target's unit, 1e-6 to 1e6.</summary>
    public double Unit => Math.Pow(10, (5 * Number % 13) - 6);

    /// <summary>Rows to train on, as many small as large numbers.</summary>
    public int Rows => (int)Math.Round(10 * Math.Pow(200, Number * Golden % 1));

    /// <summary>Features.</summary>
    public int Features => 1 + (7 * Number / 5 % 20);

    /// <summary>Rows that follow the same law.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="sample">Which sample, from 0.</param>
    public (float[,] Inputs, float[,] Targets) Sample(int rows, ulong sample)
    {
        CounterRandom law = new(Seed, (ulong)Number);
        Column[] columns = new Column[Features];
        for (int index = 0; index < Features; index++)
        {
            columns[index] = Column.Draw(ref law, index);
        }

        double strength = law.NextBelow(3) switch { 0 => 0, 1 => 1, _ => 3 };
        bool bounded = law.NextBelow(4) != 0;
        double[] effects = new double[Features];
        foreach (ref double effect in effects.AsSpan())
        {
            effect = law.NextNormal() * strength / Math.Sqrt(Features);
        }

        double centre = law.NextBelow(2) == 0 ? 0 : 10 * law.NextNormal();
        int freedom = 2 + (int)law.NextBelow(2);

        CounterRandom random = new(Seed + 1 + sample, (ulong)Number);
        float[,] inputs = new float[rows, Features];
        float[,] targets = new float[rows, 1];
        double[] drawn = new double[Features];
        for (int row = 0; row < rows; row++)
        {
            double signal = 0;
            for (int column = 0; column < Features; column++)
            {
                drawn[column] = columns[column].Value(ref random, drawn);
                inputs[row, column] = (float)(drawn[column] * columns[column].Unit);
                signal += effects[column] * (bounded ? Math.Tanh(drawn[column]) : drawn[column]);
            }

            targets[row, 0] = (float)(Unit * (centre + Target(ref random, signal, drawn[0], freedom)));
        }

        return (inputs, targets);
    }

    private double Target(ref CounterRandom random, double signal, double first, int freedom) => Kind switch
    {
        TargetKind.Constant => 0,
        TargetKind.Discrete => Math.Round(signal + random.NextNormal()),
        TargetKind.Bimodal => ((random.NextBelow(2) == 0 ? 1 : -1) * (1 + signal)) + (0.1 * random.NextNormal()),
        TargetKind.Heteroscedastic => signal + (random.NextNormal() * Math.Exp(1.5 * Math.Tanh(first))),
        _ => signal + Student(ref random, freedom),
    };

    /// <summary>A normal number over the root of an independent mean of squares.</summary>
    private static double Student(ref CounterRandom random, int freedom)
    {
        double squares = 0;
        for (int i = 0; i < freedom; i++)
        {
            squares += Math.Pow(random.NextNormal(), 2);
        }

        return random.NextNormal() / Math.Sqrt(squares / freedom);
    }

    /// <summary>How a feature is distributed.</summary>
    /// <param name="Kind">Which law.</param>
    /// <param name="Unit">What it is multiplied by.</param>
    /// <param name="Original">Of which column before it a duplicate is one.</param>
    private readonly record struct Column(ulong Kind, double Unit, int Original)
    {
        private const ulong Kinds = 9;

        public static Column Draw(ref CounterRandom law, int index)
        {
            ulong kind = law.NextBelow(index == 0 ? Kinds - 1 : Kinds);
            return new Column(kind, Math.Pow(10, law.NextBelow(7) - 3.0), (int)law.NextBelow((ulong)Math.Max(index, 1)));
        }

        public double Value(ref CounterRandom random, double[] before) => Kind switch
        {
            0 => 1, // constant
            Kinds - 1 => before[Original],
            1 => random.NextNormal(),
            2 => random.NextBelow(2),
            3 => random.NextBelow(6),
            4 => Math.Exp(2 * random.NextNormal()),
            5 => Student(ref random, 2),
            6 => (2 * random.NextUniform()) - 1,
            _ => random.NextNormal(), // 7 is 1 once more: another law would make other problems of all numbers
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"problem {Number}: {Kind}, {Rows} rows, {Features} features, unit {Unit:g1}";
}
