using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;
using MdnSimd.Kernels;

namespace MdnSimd.Comparison.Workloads;

/// <summary>exp, log, tanh, sigmoid, softplus and erf of floats in the first-level cache: time per element, and how exact they are.</summary>
internal static partial class ElementaryFunctions
{
    /// <summary>Elements of a call: source and destination are half of a first-level cache of 48 KiB.</summary>
    private const int Length = 3072;

    public static Section Run(Setting setting)
    {
        Function[] functions =
        [
            new("exp", 0.12, 2, Elementwise.Apply<Exp, float>, Math.Exp, -87, 88, TensorPrimitives.Exp),
            new("log", 0.14, 2, Elementwise.Apply<Log, float>, Math.Log, 1e-3f, 1e3f, TensorPrimitives.Log),
            new("tanh", 0.16, 2, Elementwise.Apply<Tanh, float>, Math.Tanh, -4, 4, TensorPrimitives.Tanh),
            new("sigmoid", 0.16, 2, Elementwise.Apply<Sigmoid, float>, Logistic, -20, 20, TensorPrimitives.Sigmoid),
            new("softplus", 0.25, 2, Elementwise.Apply<Softplus, float>, SoftPlus, -20, 20, null),
            new("erf", 0.2, 4, Elementwise.Apply<Erf, float>, ErrorFunction, -4, 4, null),
        ];
        List<Row> rows = [];
        List<string[]> lines = [];
        foreach (Function function in functions)
        {
            lines.Add(Measure(setting, function, rows));
        }

        return new Section(
            "elementary",
            rows,
            Section.Table(
                ["function", "ns", "max ulp", "special values", "monotone", "same at every length", "TensorPrimitives", "goal", "met", "allocated"],
                lines));
    }

    private static string[] Measure(Setting setting, Function function, List<Row> rows)
    {
        float[] source = GC.AllocateArray<float>(Length, pinned: true);
        float[] destination = GC.AllocateArray<float>(Length, pinned: true);
        for (int i = 0; i < Length; i++)
        {
            source[i] = function.Least + ((function.Most - function.Least) * i / Length);
        }

        using LocalSubject ours = new("MdnSimd", () => function.Apply(source, destination));
        using LocalSubject theirs = new("TensorPrimitives", () => function.Rival?.Invoke(source, destination));
        Timing[] times = function.Rival is null ? setting.Alternation.Run(ours) : setting.Alternation.Run(ours, theirs);
        FunctionAccuracy accuracy = FunctionAccuracy.Of(function.Apply, function.Truth);
        bool special = SpecialValues(function);
        double nanoseconds = times[0].Median / Length;
        Goal goal = new(
            FormattableString.Invariant($"<= {function.Nanoseconds} ns, <= {function.Ulps} ulp"),
            nanoseconds <= function.Nanoseconds && accuracy.Ulps <= function.Ulps
                && special && accuracy.Fall is null && accuracy.SameAtEveryLength);
        Row row = new()
        {
            Name = function.Name + ", per element",
            Ours = times[0].Per(Length),
            Peer = function.Rival is null ? null : theirs.Name,
            Theirs = function.Rival is null ? null : times[1].Per(Length),
            Goal = goal,
            Allocated = ours.AllocatedBytes(),
        };
        rows.Add(row);
        return
        [
            function.Name,
            Format.Digits(nanoseconds),
            Format.Digits(accuracy.Ulps),
            special ? "yes" : "**no**",
            accuracy.Fall is float fall ? $"**no**, at {Format.Digits(fall)}" : "yes",
            accuracy.SameAtEveryLength ? "yes" : "**no**",
            Format.Ratio(row.Ratio),
            goal.Text,
            Format.Met(goal),
            Format.Bytes(row.Allocated),
        ];
    }

    /// <summary>exp(0) = 1; tanh is odd, and x itself where x is tiny; every function has its value at 0.</summary>
    private static bool SpecialValues(Function function)
    {
        float[] x = [0, 1e-20f, 1e-6f, 0.3f, 2.5f, -1e-20f, -1e-6f, -0.3f, -2.5f];
        float[] y = new float[x.Length];
        function.Apply(x, y);
        int half = x.Length / 2;
        bool tanh = function.Name != "tanh"
            || (y.AsSpan(1, 2).SequenceEqual(x.AsSpan(1, 2)) && Enumerable.Range(1, half).All(i => y[i + half] == -y[i]));
        return y[0] == (float)function.Truth(0) && tanh;
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double SoftPlus(double x) => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x)));

    [LibraryImport("libm.so.6", EntryPoint = "log1p")]
    private static partial double LogOnePlus(double x);

    [LibraryImport("libm.so.6", EntryPoint = "erf")]
    private static partial double ErrorFunction(double x);

    /// <summary>One function and what it must reach.</summary>
    /// <param name="Name">As the table says it.</param>
    /// <param name="Nanoseconds">To be reached, per element.</param>
    /// <param name="Ulps">To be reached.</param>
    /// <param name="Apply">Ours.</param>
    /// <param name="Truth">The function in double, by the C library.</param>
    /// <param name="Least">The least argument that is timed.</param>
    /// <param name="Most">The largest.</param>
    /// <param name="Rival">The same in TensorPrimitives.</param>
    private sealed record Function(
        string Name,
        double Nanoseconds,
        double Ulps,
        FunctionAccuracy.Function Apply,
        Func<double, double> Truth,
        float Least,
        float Most,
        FunctionAccuracy.Function? Rival);
}
