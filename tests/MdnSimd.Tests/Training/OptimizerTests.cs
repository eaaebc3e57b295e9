using System.Numerics;
using MdnSimd.Simd;
using MdnSimd.Tests.Kernels;
using MdnSimd.Tests.Simd;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public sealed class OptimizerOfFloatTests : OptimizerTests<float>;

public sealed class OptimizerOfDoubleTests : OptimizerTests<double>;

public abstract class OptimizerTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Parameters = 40;
    private const int Padding = 24;
    private const int Steps = 20;
    private const double Rate = 0.03;

    private static readonly Dictionary<string, OptimizerOptions> Rules = new()
    {
        ["plain descent"] = new SgdOptions(Momentum: 0, Nesterov: false),
        ["momentum"] = new SgdOptions(Momentum: 0.8, Nesterov: false),
        ["Nesterov"] = new SgdOptions(),
        ["Adam"] = new AdamOptions(),
        ["Adam, other constants"] = new AdamOptions(Beta1: 0.5, Beta2: 0.9, Epsilon: 0.1),
        ["AdamW"] = new AdamWOptions(),
        ["AdamW, other constants"] = new AdamWOptions(Beta1: 0, Beta2: 0.99, Epsilon: 1e-3),
        ["RMSProp"] = new RmsPropOptions(),
        ["RMSProp, other constants"] = new RmsPropOptions(Decay: 0.9, Epsilon: 0.01),
    };

    public static TheoryData<string, double> RulesAndDecays
    {
        get
        {
            TheoryData<string, double> cases = [];
            foreach (string rule in Rules.Keys)
            {
                cases.Add(rule, 0);
                cases.Add(rule, 0.4);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(RulesAndDecays))]
    public void Twenty_steps_are_those_of_the_published_rule_and_padding_stays_zero(string rule, double decay) =>
        Compare(new UpdateSettings(Rules[rule], Rate, decay, 0, 1, double.PositiveInfinity), gradient => gradient);

    [Theory]
    [InlineData("plain descent")]
    [InlineData("AdamW, other constants")]
    public void The_gradient_is_scaled_first_and_limited_then(string rule) =>
        Compare(new UpdateSettings(Rules[rule], Rate, 0.1, 0, 0.3, 0.25), gradient => Math.Clamp(0.3 * gradient, -0.25, 0.25));

    [Fact]
    public void A_rule_that_nobody_knows_is_refused()
    {
        T[] vector = new T[16];
        Assert.Throws<InvalidOperationException>(() => Optimizer<Simd128<T>, T>.Update(
            new UpdateSettings(null!, Rate, 0, 1, 1, 1), vector, vector, vector, vector));
    }

    [Fact]
    public void Vectors_that_are_too_short_are_not_read_past_their_end()
    {
        T[] vector = new T[32];
        T[] tooShort = new T[16];
        UpdateSettings settings = new(new AdamOptions(), Rate, 0, 1, 1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer<Simd128<T>, T>.Update(settings, vector, tooShort, vector, vector));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer<Simd128<T>, T>.Update(settings, vector, vector, tooShort, vector));
        Assert.Throws<ArgumentOutOfRangeException>(() => Optimizer<Simd128<T>, T>.Update(settings, vector, vector, vector, tooShort));
    }

    private static void Compare(UpdateSettings settings, Func<double, double> clip)
    {
        foreach (int bits in AtWidth.All)
        {
            Random random = new(11);
            T[] parameters = new T[Parameters + Padding];
            T[] gradient = new T[parameters.Length];
            T[] first = new T[parameters.Length];
            T[] second = new T[parameters.Length];
            double[] expected = new double[Parameters];
            double[] farthest = new double[Parameters];
            ScalarOptimizer[] scalars = [.. expected.Select(_ => new ScalarOptimizer(settings.Options, Rate, settings.WeightDecay))];
            for (int i = 0; i < Parameters; i++)
            {
                parameters[i] = T.CreateTruncating((4 * random.NextDouble()) - 2);
                expected[i] = double.CreateChecked(parameters[i]);
            }

            for (int step = 1; step <= Steps; step++)
            {
                for (int i = 0; i < Parameters; i++)
                {
                    // Magnitudes from 1e-3 to 1e2, one per parameter.
                    gradient[i] = T.CreateTruncating(((2 * random.NextDouble()) - 0.7) * Math.Pow(10, (i % 6) - 3));
                    expected[i] = scalars[i].Step(expected[i], clip(double.CreateChecked(gradient[i])));
                    farthest[i] = Math.Max(farthest[i], Math.Abs(expected[i]));
                }

                UpdateSettings now = new(
                    settings.Options, settings.Rate, settings.WeightDecay, step, settings.GradientFactor, settings.GradientLimit);
                UpdateAtWidth work = new(now, parameters, gradient, first, second);
                AtWidth.Run<UpdateAtWidth, T>(bits, ref work);
            }

            for (int i = 0; i < Parameters; i++)
            {
                // A few roundings per step, of numbers as large as the parameter ever was.
                double tolerance = 8 * Steps * ProductTolerance.UnitRoundoff<T>() * (farthest[i] + Rate);
                double error = Math.Abs(double.CreateChecked(parameters[i]) - expected[i]);
                Assert.True(error <= tolerance, $"{bits} bits, parameter {i}: {parameters[i]}, not {expected[i]}.");
            }

            Assert.Equal(new T[Padding], parameters[Parameters..]);
            Assert.Equal(new T[Padding], first[Parameters..]);
            Assert.Equal(new T[Padding], second[Parameters..]);
        }
    }

    private readonly struct UpdateAtWidth(UpdateSettings settings, T[] parameters, T[] gradient, T[] first, T[] second) : ISimdWork<T>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, T> => Optimizer<TVector, T>.Update(in settings, parameters, gradient, first, second);
    }
}
