namespace MdnSimd.Comparison.Workloads;

/// <summary>How exact a function of floats is, over all magnitudes.</summary>
/// <param name="Ulps">The largest error in units in the last place of the true value.</param>
/// <param name="Fall">The first argument at which it falls, though all six functions rise; null if it never does.</param>
/// <param name="SameAtEveryLength">Whether an element's result depends on nothing but the element.</param>
internal readonly record struct FunctionAccuracy(double Ulps, float? Fall, bool SameAtEveryLength)
{
    /// <summary>Every so many floats one is looked at: about two million of them.</summary>
    private const int Stride = 1999;

    private const int LongestLength = 67;

    /// <summary>destination[i] = f(source[i]).</summary>
    public delegate void Function(ReadOnlySpan<float> source, Span<float> destination);

    /// <summary>Looks at a function.</summary>
    /// <param name="function">Ours.</param>
    /// <param name="truth">The same in double.</param>
    public static FunctionAccuracy Of(Function function, Func<double, double> truth)
    {
        float[] arguments = Arguments(truth);
        float[] values = new float[arguments.Length];
        function(arguments, values);
        double ulps = 0;
        float? fall = null;
        for (int i = 0; i < values.Length; i++)
        {
            ulps = Math.Max(ulps, Error(values[i], truth(arguments[i])));
            fall ??= i > 0 && !(values[i] >= values[i - 1]) ? arguments[i] : null;
        }

        return new FunctionAccuracy(ulps, fall, SameAtAnyLength(function, arguments, values));
    }

    /// <summary>Ascending, from the most negative float to the largest, where the function is defined.</summary>
    private static float[] Arguments(Func<double, double> truth)
    {
        List<float> arguments = [];
        int largest = BitConverter.SingleToInt32Bits(float.MaxValue);
        for (int bits = largest; bits >= 0; bits -= Stride)
        {
            arguments.Add(-BitConverter.Int32BitsToSingle(bits));
        }

        for (int bits = 0; bits <= largest; bits += Stride)
        {
            arguments.Add(BitConverter.Int32BitsToSingle(bits));
        }

        return [.. arguments.Where(x => !double.IsNaN(truth(x)))];
    }

    private static double Error(float value, double truth)
    {
        float rounded = (float)truth;
        if (value.Equals(rounded) && !float.IsFinite(rounded))
        {
            return 0;
        }

        float magnitude = MathF.Abs(rounded);
        double ulp = MathF.BitIncrement(magnitude) - magnitude;
        double error = Math.Abs(value - truth) / ulp;
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    private static bool SameAtAnyLength(Function function, float[] arguments, float[] values)
    {
        Span<float> destination = stackalloc float[LongestLength];
        int middle = arguments.Length / 3;
        for (int length = 1; length <= LongestLength; length++)
        {
            function(arguments.AsSpan(middle, length), destination[..length]);
            if (!destination[..length].SequenceEqual(values.AsSpan(middle, length)))
            {
                return false;
            }
        }

        return true;
    }
}
