using System.Numerics;
using MdnSimd.Networks;
using MdnSimd.Simd;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Networks;

public sealed class ActivationOfFloatTests : ActivationTests<float>;

public sealed class ActivationOfDoubleTests : ActivationTests<double>;

public abstract class ActivationTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// Error of a value relative to itself. Without a fused multiply-add the tail of gelu loses as much as the square of its
    /// argument does to rounding: 112 / 2^24 at the most.
    /// </summary>
    private static readonly double ValueTolerance = typeof(T) == typeof(float) ? 8e-6 : 1e-13;

    /// <summary>Error of a slope: what central differences in double can tell.</summary>
    private static readonly double SlopeTolerance = typeof(T) == typeof(float) ? 1e-6 : 2e-9;

    public static TheoryData<Activation, int> Cases
    {
        get
        {
            TheoryData<Activation, int> cases = [];
            foreach (Activation activation in Enum.GetValues<Activation>())
            {
                foreach (int bits in AtWidth.All)
                {
                    cases.Add(activation, bits);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_activation_has_the_values_of_its_definition(Activation activation, int bits)
    {
        T[] points = [.. Enumerable.Range(-2400, 4801).Select(i => T.CreateTruncating(i / 100.0))];
        (T[] values, _) = Evaluate(activation, bits, points);
        for (int i = 0; i < points.Length; i++)
        {
            double x = double.CreateChecked(points[i]);
            AssertNear(ActivationReference.Value(activation, x), values[i], ValueTolerance, 1e-30, activation, x);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_derivative_is_the_slope_of_central_differences(Activation activation, int bits)
    {
        // Not at 0, where some have a kink.
        T[] points = [.. Enumerable.Range(-2400, 4801).Select(i => T.CreateTruncating((i + 0.5) / 100.0))];
        (_, T[] slopes) = Evaluate(activation, bits, points);
        for (int i = 0; i < points.Length; i++)
        {
            double x = double.CreateChecked(points[i]);
            AssertNear(ActivationReference.Slope(activation, x), slopes[i], SlopeTolerance, SlopeTolerance, activation, x);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Value_and_derivative_are_finite_over_the_whole_range_and_stay_near_the_definition(Activation activation, int bits)
    {
        T[] points = [.. WholeRange()];
        (T[] values, T[] slopes) = Evaluate(activation, bits, points);
        for (int i = 0; i < points.Length; i++)
        {
            double x = double.CreateChecked(points[i]);
            if (!T.IsFinite(values[i]) || !(T.Abs(slopes[i]) <= T.CreateTruncating(1.2)))
            {
                Assert.Fail($"{activation} at {x}: {values[i]}, derivative {slopes[i]}.");
            }

            // Below the smallest normal number only so many bits are left.
            double tiny = double.CreateChecked(T.Epsilon) * 4;
            AssertNear(ActivationReference.Value(activation, x), values[i], ValueTolerance, Math.Max(tiny, 1e-30), activation, x);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NaN_is_not_hidden(Activation activation, int bits)
    {
        (T[] values, _) = Evaluate(activation, bits, [T.NaN]);
        Assert.True(T.IsNaN(values[0]), $"{activation}(NaN) is {values[0]}.");
    }

    [Theory]
    [InlineData(Activation.Relu, 0.0)]
    [InlineData(Activation.LeakyRelu, 0.01)]
    [InlineData(Activation.Elu, 1.0)]
    public void At_a_kink_the_derivative_is_the_one_from_below(Activation activation, double expected)
    {
        (_, T[] slopes) = Evaluate(activation, AtWidth.Chosen, [T.Zero, T.NegativeZero]);
        Assert.All(slopes, slope => Assert.Equal(T.CreateTruncating(expected), slope));
    }

    [Fact]
    public void What_is_no_activation_is_refused_by_its_number()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => ActivationDispatch.DerivativeNeedsInput((Activation)77));
        Assert.Contains("77", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Powers of two from the smallest subnormal number up, a little more than each, both signs, and the ends.</summary>
    private static IEnumerable<T> WholeRange()
    {
        (int lowest, int highest) = typeof(T) == typeof(float) ? (-149, 127) : (-1074, 1023);
        T last = typeof(T) == typeof(float) ? T.CreateTruncating(float.MaxValue) : T.CreateTruncating(double.MaxValue);
        for (int exponent = lowest; exponent <= highest; exponent++)
        {
            T power = T.ScaleB(T.One, exponent);
            T more = T.ScaleB(T.CreateTruncating(1.37), exponent);
            foreach (T x in (T[])[power, more, -power, -more])
            {
                yield return x;
            }
        }

        foreach (T x in (T[])[T.Zero, T.NegativeZero, last, -last])
        {
            yield return x;
        }
    }

    private static void AssertNear(double expected, T actual, double relative, double absolute, Activation activation, double x)
    {
        double error = Math.Abs(double.CreateChecked(actual) - expected);
        if (!(error <= (relative * Math.Abs(expected)) + absolute))
        {
            Assert.Fail($"{activation} at {x}: {actual}, not {expected}.");
        }
    }

    private static (T[] Values, T[] Slopes) Evaluate(Activation activation, int bits, T[] points)
    {
        Evaluation work = new(activation, points, new T[points.Length], new T[points.Length]);
        AtWidth.Run<Evaluation, T>(bits, ref work);
        return (work.Values, work.Slopes);
    }

    private readonly struct Evaluation(Activation activation, T[] points, T[] values, T[] slopes) : ISimdWork<T>
    {
        public T[] Values => values;

        public T[] Slopes => slopes;

        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            Lanes<TVector> work = new(points, values, slopes);
            ActivationDispatch.Run(activation, ref work);
        }
    }

    /// <summary>Vector by vector; the derivative gets NaN for the input where it says that it does not need it.</summary>
    private readonly struct Lanes<TVector>(T[] points, T[] values, T[] slopes) : IActivationWork
        where TVector : struct, ISimd<TVector, T>
    {
        public void Run<TActivation>()
            where TActivation : struct, IActivation
        {
            T[] lanes = new T[TVector.Count];
            for (int i = 0; i < points.Length; i += lanes.Length)
            {
                int count = Math.Min(lanes.Length, points.Length - i);
                points.AsSpan(i, count).CopyTo(lanes);
                TVector x = TVector.Load(ref lanes[0], 0);
                TVector y = TActivation.Value<TVector, T>(x);
                TVector.Store(y, ref lanes[0], 0);
                lanes.AsSpan(0, count).CopyTo(values.AsSpan(i));
                TVector input = TActivation.DerivativeNeedsInput ? x : TVector.Broadcast(T.NaN);
                TVector.Store(TActivation.Derivative<TVector, T>(input, y), ref lanes[0], 0);
                lanes.AsSpan(0, count).CopyTo(slopes.AsSpan(i));
            }
        }
    }
}
