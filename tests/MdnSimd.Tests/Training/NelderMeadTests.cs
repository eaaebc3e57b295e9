using MdnSimd.Kernels;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class NelderMeadTests
{
    [Fact]
    public void It_finds_the_minimum_of_an_oblique_quadratic()
    {
        // (x - m)^T A (x - m) with A positive definite.
        double[] minimum = [0.7, -1.3, 2.1];
        double[] found = NelderMead.Minimize(
            point =>
            {
                (double x, double y, double z) = (point[0] - minimum[0], point[1] - minimum[1], point[2] - minimum[2]);
                return (3 * x * x) + (2 * y * y) + (z * z) + (2 * x * y) - (y * z);
            },
            [0, 0, 0], step: 0.5, evaluations: 1000);
        Assert.All(minimum.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void It_follows_the_valley_of_Rosenbrock()
    {
        double[] found = NelderMead.Minimize(
            point => (100 * Math.Pow(point[1] - (point[0] * point[0]), 2)) + Math.Pow(1 - point[0], 2),
            [-1.2, 1], step: 0.5, evaluations: 2000);
        Assert.Equal(1, found[0], 1e-3);
        Assert.Equal(1, found[1], 1e-3);
    }

    [Fact]
    public void Regions_that_are_infinite_or_no_number_are_left_alone()
    {
        double[] found = NelderMead.Minimize(
            point => point[0] < 0 ? double.PositiveInfinity
                : point[1] < 0 ? double.NaN
                : Math.Pow(point[0] - 0.05, 2) + Math.Pow(point[1] - 0.02, 2),
            [0.3, 0.3], step: -0.5, evaluations: 500);
        Assert.Equal(0.05, found[0], 1e-3);
        Assert.Equal(0.02, found[1], 1e-3);
    }

    [Fact]
    public void Where_nothing_but_the_start_is_finite_the_start_is_the_answer()
    {
        double[] start = [0.25, -4];
        int asked = 0;
        double[] found = NelderMead.Minimize(
            point =>
            {
                asked++;
                return point.AsSpan().SequenceEqual(start) ? 1 : double.NaN;
            },
            start, step: 1, evaluations: 60);
        Assert.Equal(start, found);
        Assert.InRange(asked, 3, 63);
    }

    [Fact]
    public void Two_corners_of_one_value_are_not_taken_for_the_end()
    {
        double[] found = NelderMead.Minimize(point => point[0] * point[0], [-0.25], step: 0.5, evaluations: 200);
        Assert.Equal(0, found[0], 1e-3);
    }

    [Fact]
    public void The_answer_is_the_best_point_asked_and_the_number_of_questions_is_kept()
    {
        CounterRandom random = new(12);
        for (int repeat = 0; repeat < 20; repeat++)
        {
            double[] minimum = [random.NextNormal(), random.NextNormal(), random.NextNormal(), random.NextNormal()];
            double best = double.PositiveInfinity;
            int asked = 0;
            double Function(double[] point)
            {
                double value = point.Zip(minimum).Sum(pair => Math.Abs(pair.First - pair.Second) + Math.Cos(5 * pair.First));
                asked++;
                best = Math.Min(best, value);
                return value;
            }

            double[] found = NelderMead.Minimize(Function, new double[4], step: 0.5, evaluations: 90);
            Assert.InRange(asked, 5, 90 + 6); // a step asks twice, or shrinks four corners after asking twice
            double seen = best;
            Assert.Equal(seen, Function(found));
        }
    }
}
