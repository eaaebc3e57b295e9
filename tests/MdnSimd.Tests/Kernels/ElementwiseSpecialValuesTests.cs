using System.Numerics;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Kernels;

public class ElementwiseSpecialValuesTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;
    [Theory]
    [InlineData("Exp", 0.0, 1.0, -0.0, 1.0, Inf, Inf, -Inf, 0.0, 1000.0, Inf, -1000.0, 0.0)]
    [InlineData("ExpM1", 0.0, 0.0, -0.0, -0.0, Inf, Inf, -Inf, -1.0, 1000.0, Inf, -1000.0, -1.0)]
    [InlineData("Log", 1.0, 0.0, 0.0, -Inf, -0.0, -Inf, Inf, Inf, -Inf, NaN, -1.0, NaN, -1e-40, NaN)]
    [InlineData("Log1p", 0.0, 0.0, -0.0, -0.0, -1.0, -Inf, Inf, Inf, -Inf, NaN, -1.5, NaN)]
    [InlineData("Tanh", 0.0, 0.0, -0.0, -0.0, Inf, 1.0, -Inf, -1.0, 25.0, 1.0, -25.0, -1.0)]
    [InlineData("Sigmoid", 0.0, 0.5, -0.0, 0.5, Inf, 1.0, -Inf, 0.0, 1000.0, 1.0, -1000.0, 0.0)]
    [InlineData("Softplus", Inf, Inf, -Inf, 0.0, 1000.0, 1000.0, -1000.0, 0.0)]
    [InlineData("Erf", 0.0, 0.0, -0.0, -0.0, Inf, 1.0, -Inf, -1.0, 7.0, 1.0, -7.0, -1.0)]
    [InlineData("Erfc", 0.0, 1.0, -0.0, 1.0, Inf, 0.0, -Inf, 2.0, 28.0, 0.0, -7.0, 2.0)]
    [InlineData("NormalCdf", 0.0, 0.5, -0.0, 0.5, Inf, 1.0, -Inf, 0.0, 10.0, 1.0, -39.0, 0.0)]
    public void Special_arguments_have_their_exact_values(string name, params double[] argumentsAndValues)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        foreach (int bits in AtWidth.All)
        {
            Assert.Equal(NaN, function.At(bits, NaN));
            Assert.Equal(float.NaN, function.At(bits, float.NaN));
            for (int i = 0; i < argumentsAndValues.Length; i += 2)
            {
                (double x, double y) = (argumentsAndValues[i], argumentsAndValues[i + 1]);
                AssertSame(y, function.At(bits, x), name, x, bits);
                AssertSame((float)y, function.At(bits, (float)x), name, (float)x, bits);
            }
        }
    }

    [Theory]
    [InlineData("ExpM1")]
    [InlineData("Log1p")]
    [InlineData("Tanh")]
    public void Where_the_function_is_nearest_to_x_it_is_x(string name)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        foreach (int bits in AtWidth.All)
        {
            foreach (float x in (float[])[1e-20f, 1e-30f, 1e-37f, 1e-40f, float.Epsilon, 3 * float.Epsilon])
            {
                AssertSame(x, function.At(bits, x), name, x, bits);
                AssertSame(-x, function.At(bits, -x), name, -x, bits);
            }

            foreach (double x in (double[])[1e-20, 1e-30, 1e-300, 1e-310, double.Epsilon, 3 * double.Epsilon])
            {
                AssertSame(x, function.At(bits, x), name, x, bits);
                AssertSame(-x, function.At(bits, -x), name, -x, bits);
            }
        }
    }

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Erf")]
    public void Odd_functions_are_odd_to_the_bit_and_never_leave_minus_one_to_one(string name)
    {
        FunctionUnderTest function = FunctionUnderTest.Named(name);
        foreach (int bits in AtWidth.All)
        {
            for (float x = 0; x < 12; x += 0.003f)
            {
                AssertSame(-function.At(bits, x), function.At(bits, -x), name, -x, bits);
                Assert.InRange(function.At(bits, x), 0f, 1f);
                Assert.InRange(function.At(bits, (double)x), 0, 1);
            }
        }
    }

    private static void AssertSame<T>(T expected, T actual, string name, T x, int bits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Assert.True(
            expected.Equals(actual) && T.IsNegative(expected) == T.IsNegative(actual) || (T.IsNaN(expected) && T.IsNaN(actual)),
            $"{name}({x}) = {actual} at {bits} bits, not {expected}.");
}
