using System.Numerics;
using System.Runtime.InteropServices;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Kernels;

/// <summary>One of the elementary functions, callable at every width, with a reference in double and its range.</summary>
internal abstract class FunctionUnderTest(string name, Func<double, double> reference, float low, float high)
{
    public static readonly IReadOnlyList<FunctionUnderTest> All =
    [
        new Of<Exp>(Math.Exp, -110, 95),
        new Of<ExpM1>(x => x < -20 ? Math.Exp(x) - 1 : 2 * Math.Sinh(x / 2) * Math.Exp(x / 2), -25, 95),
        new Of<Log>(Math.Log, 0, 5),
        new Of<Log1p>(SpecialFunctions.Log1p, -1, 5),
        new Of<Tanh>(Math.Tanh, -11, 11),
        new Of<Sigmoid>(x => 1 / (1 + Math.Exp(-x)), -110, 20),
        new Of<Softplus>(x => Math.Max(x, 0) + SpecialFunctions.Log1p(Math.Exp(-Math.Abs(x))), -110, 20),
        new Of<Erf>(SpecialFunctions.Erf, -5, 5),
        new Of<Erfc>(SpecialFunctions.Erfc, -5, 10.5f),
        new Of<NormalCdf>(x => Normal.CDF(0, 1, x), -15, 6),
    ];

    public string Name { get; } = name;

    public Func<double, double> Reference { get; } = reference;

    /// <summary>Where the function is neither constant nor infinite in float.</summary>
    public (float Low, float High) Range { get; } = (low, high);

    public static FunctionUnderTest Named(string name) => All.Single(function => function.Name == name);

    /// <param name="bits">The width of the vectors, or 0 for the entry that chooses it.</param>
    /// <param name="source">The arguments.</param>
    /// <param name="destination">Receives the values.</param>
    public abstract void Apply<T>(int bits, ReadOnlySpan<T> source, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    public T At<T>(int bits, T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] value = [x];
        Apply<T>(bits, value, value);
        return value[0];
    }

    private sealed class Of<TFunction>(Func<double, double> reference, float low, float high)
        : FunctionUnderTest(typeof(TFunction).Name, reference, low, high)
        where TFunction : struct, IElementwise
    {
        public override void Apply<T>(int bits, ReadOnlySpan<T> source, Span<T> destination)
        {
            ref T from = ref MemoryMarshal.GetReference(source);
            ref T to = ref MemoryMarshal.GetReference(destination);
            switch (bits)
            {
                case 512:
                    Elementwise.Apply<TFunction, Simd512<T>, T>(ref from, ref to, source.Length);
                    break;
                case 256:
                    Elementwise.Apply<TFunction, Simd256<T>, T>(ref from, ref to, source.Length);
                    break;
                case 128:
                    Elementwise.Apply<TFunction, Simd128<T>, T>(ref from, ref to, source.Length);
                    break;
                default:
                    Elementwise.Apply<TFunction, T>(source, destination);
                    break;
            }
        }
    }
}
