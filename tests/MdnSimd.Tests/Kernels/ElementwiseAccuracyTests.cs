using System.Globalization;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Kernels;

public class ElementwiseAccuracyTests
{
    public static TheoryData<string> Names => new(FunctionUnderTest.All.Select(function => function.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float_every_width_is_within_tolerance_of_the_double_reference(string name)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        float[] arguments = Arguments(function);
        double[] expected = Array.ConvertAll(arguments, x => function.Reference(x));
        float[] actual = new float[arguments.Length];
        foreach (int bits in AtWidth.Stated)
        {
            function.Apply<float>(bits, arguments, actual);
            int worst = IndexOfMax(actual, (y, i) => Ulps.Of(y, expected[i]));
            double error = Ulps.Of(actual[worst], expected[worst]);
            Report($"{name}, float, {bits} bits: {error:F2} ulp at {arguments[worst]:R}");
            Assert.True(
                error <= Tolerances.OfSingle(name),
                $"{name}({arguments[worst]:R}) = {actual[worst]:R} at {bits} bits is {error} ulp from {expected[worst]:R}.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_double_every_width_is_within_tolerance_of_values_from_high_precision(string name)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        (double X, double High, double Low)[] table =
            [.. ReferenceValues().Where(row => row.Name == name).Select(row => row.Value)];
        Assert.NotEmpty(table);
        double[] actual = new double[table.Length];
        foreach (int bits in AtWidth.Stated)
        {
            function.Apply<double>(bits, Array.ConvertAll(table, row => row.X), actual);
            int worst = IndexOfMax(actual, (y, i) => Ulps.Of(y, table[i].High, table[i].Low));
            double error = Ulps.Of(actual[worst], table[worst].High, table[worst].Low);
            Report($"{name}, double, {bits} bits: {error:F2} ulp at {table[worst].X:R}");
            Assert.True(
                error <= Tolerances.OfDouble(name),
                $"{name}({table[worst].X:R}) = {actual[worst]:R} at {bits} bits is {error} ulp from {table[worst].High:R}.");
        }
    }

    [Theory]
    [InlineData("Sigmoid", -16.635704f)]
    [InlineData("Tanh", -0.123395205f)]
    [InlineData("Erf", 0.8750941f)]
    public void Where_the_error_once_was_largest_of_all_floats_it_is_within_tolerance(string name, float x)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        Assert.All(AtWidth.Stated, bits =>
            Assert.InRange(Ulps.Of(function.At(bits, x), function.Reference(x)), 0, Tolerances.OfSingle(name)));
    }

    [Theory]
    [InlineData("Sigmoid", -104, 20)]
    [InlineData("Exp", -104, 89)]
    [InlineData("Tanh", -11, 11)]
    [InlineData("Softplus", -100, 100)]
    [InlineData("Erf", -6, 6)]
    public void A_rising_function_never_falls(string name, float low, float high)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        float[] values = new float[100_000];
        double[] doubles = new double[values.Length];
        foreach (int bits in AtWidth.Stated)
        {
            for (int i = 0; i < values.Length; i++)
            {
                doubles[i] = low + ((double)(high - low) * i / values.Length);
                values[i] = (float)doubles[i];
            }

            function.Apply<float>(bits, values, values);
            function.Apply<double>(bits, doubles, doubles);
            for (int i = 1; i < values.Length; i++)
            {
                Assert.True(values[i - 1] <= values[i], $"{name} falls before step {i} of float at {bits} bits.");
                Assert.True(doubles[i - 1] <= doubles[i], $"{name} falls before step {i} of double at {bits} bits.");
            }
        }
    }

    /// <summary>
    /// From -high to -low and from low to high: nearer to 0 a function is its value there and its slope times x, to rounding; further
    /// off it is constant, or x, or falls from one power of two to the next as it does before.
    /// </summary>
    [Theory]
    [InlineData("Exp", 0.0001f, 89)]
    [InlineData("Sigmoid", 0.0001f, 104)]
    [InlineData("Softplus", 0.0001f, 104)]
    [InlineData("Tanh", 0.0001f, 11)]
    [InlineData("Erf", 0.0001f, 4.5f)]
    public void A_rising_function_never_falls_from_one_float_to_the_next(string name, float low, float high)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        float[] arguments = new float[1 << 16];
        float[] values = new float[arguments.Length];
        float before = float.NegativeInfinity;
        for (int bits = BitConverter.SingleToInt32Bits(-high); bits >= BitConverter.SingleToInt32Bits(-low); bits -= arguments.Length)
        {
            CheckRise(bits, -1);
        }

        for (int bits = BitConverter.SingleToInt32Bits(low); bits <= BitConverter.SingleToInt32Bits(high); bits += arguments.Length)
        {
            CheckRise(bits, 1);
        }

        void CheckRise(int bits, int step)
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i] = BitConverter.Int32BitsToSingle(bits + (i * step));
            }

            function.Apply<float>(AtWidth.Chosen, arguments, values);
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] < before)
                {
                    Assert.Fail($"{name}({arguments[i]:R}) = {values[i]:R}, less than {before:R} for the float before.");
                }

                before = values[i];
            }
        }
    }

    /// <summary>An even grid over the range, then numbers of every magnitude and both signs that belong to the domain.</summary>
    private static float[] Arguments(FunctionUnderTest function)
    {
        (float low, float high) = function.Range;
        List<float> arguments = [];
        for (int i = 0; i <= 20_000; i++)
        {
            arguments.Add(low + ((high - low) * (i / 20_000f)));
        }

        for (float x = float.Epsilon; x < float.PositiveInfinity; x = Math.Max(MathF.BitIncrement(x), x * 1.03f))
        {
            arguments.Add(x);
            arguments.Add(function.Name.StartsWith("Log", StringComparison.Ordinal) ? Math.Max(-x, low) : -x);
        }

        return [.. arguments];
    }

    private static IEnumerable<(string Name, (double X, double High, double Low) Value)> ReferenceValues()
    {
        using Stream stream = typeof(ElementwiseAccuracyTests).Assembly.GetManifestResourceStream("reference_values.csv")!;
        using StreamReader reader = new(stream);
        reader.ReadLine();
        while (reader.ReadLine() is string line)
        {
            string[] cells = line.Split(',');
            yield return (cells[0], (Parse(cells[1]), Parse(cells[2]), Parse(cells[3])));
        }

        static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static int IndexOfMax<T>(T[] values, Func<T, int, double> measure)
    {
        int worst = 0;
        for (int i = 1; i < values.Length; i++)
        {
            // A NaN counts as the worst of all.
            if (!(measure(values[i], i) <= measure(values[worst], worst)))
            {
                worst = i;
            }
        }

        return worst;
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
