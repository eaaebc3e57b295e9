using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Simd;

public class ExponentTests
{
    [Fact]
    public void Exponent_and_significand_put_every_float_together_again() => Check<float>(-149, 127);

    [Fact]
    public void Exponent_and_significand_put_every_double_together_again() => Check<double>(-1074, 1023);

    private static void Check<T>(int lowest, int highest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(5);
        for (int exponent = lowest; exponent <= highest; exponent++)
        {
            foreach (double factor in (double[])[1, 1.25, 1.5, 1 + random.NextDouble()])
            {
                T value = T.ScaleB(T.CreateTruncating(factor), exponent);
                Check<Simd512<T>, T>(value);
                Check<Simd256<T>, T>(value);
                Check<Simd128<T>, T>(value);
            }
        }

        CheckEnds<Simd512<T>, T>();
        CheckEnds<Simd256<T>, T>();
        CheckEnds<Simd128<T>, T>();
    }

    private static void Check<TVector, T>(T value)
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T significand = TVector.MaxElement(TVector.Significand(TVector.Broadcast(value)));
        T exponent = TVector.MaxElement(TVector.Exponent(TVector.Broadcast(value)));
        Assert.InRange(significand, T.CreateTruncating(0.75), T.BitDecrement(T.CreateTruncating(1.5)));
        Assert.Equal(T.CreateTruncating(T.ILogB(value)), exponent);
        int power = int.CreateTruncating(exponent) + (significand < T.One ? 1 : 0);
        Assert.Equal(value, T.ScaleB(significand, power));
    }

    private static void CheckEnds<TVector, T>()
        where TVector : struct, ISimd<TVector, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(T.NegativeInfinity, TVector.MaxElement(TVector.Exponent(TVector.Zero)));
        Assert.Equal(T.NegativeInfinity, TVector.MaxElement(TVector.Exponent(TVector.Broadcast(T.NegativeZero))));
        Assert.Equal(T.PositiveInfinity, TVector.MaxElement(TVector.Exponent(TVector.Broadcast(T.PositiveInfinity))));
        Assert.True(T.IsNaN(TVector.MaxElement(TVector.Exponent(TVector.Broadcast(T.NaN)))));
        Assert.True(T.IsFinite(TVector.MaxElement(TVector.Significand(TVector.Broadcast(T.PositiveInfinity)))));
        Assert.True(T.IsFinite(TVector.MaxElement(TVector.Significand(TVector.Zero))));
        Assert.True(T.IsNaN(TVector.MaxElement(TVector.Significand(TVector.Broadcast(T.NegativeOne)))));
    }
}
