using MdnSimd.Networks;
using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

public class TrainingEngineTests
{
    [Fact]
    public void After_steps_the_backward_pass_sees_the_weights_as_they_are_now()
    {
        // It multiplies by a transposed copy: a stale one would give the gradient of an older network.
        MdnOptions options = new MdnOptions { Inputs = 3, Targets = 2, Hidden = [20, 9] }.Checked();
        using WorkerTeam team = new(2);
        using TrainingEngine<double> engine = NewEngine(options, team);
        WeightInitializer.Fill(MdnModel<double>.LayoutOf(options), Initialization.Glorot, 1, engine.Parameters);
        engine.ParametersChanged(resetMoments: true);
        UserRows<double> rows = Rows(options, 30);
        for (long step = 1; step <= 3; step++)
        {
            engine.Gradients(ref rows);
            engine.Update(new UpdateSettings(new AdamOptions(), 0.05, 0, step, 1, double.PositiveInfinity));
        }

        engine.Gradients(ref rows, inputs: true);
        double[] gradient = engine.Gradient.ToArray();
        double[] inputGradient = engine.InputGradients.ToArray();

        using TrainingEngine<double> fresh = NewEngine(options, team);
        engine.Parameters.CopyTo(fresh.Parameters);
        fresh.ParametersChanged(resetMoments: true);
        fresh.Gradients(ref rows, inputs: true);
        Assert.Equal(fresh.Gradient.ToArray(), gradient);
        Assert.Equal(fresh.InputGradients.ToArray(), inputGradient);
    }

    [Theory]
    [InlineData(TrainingEngine<double>.MostChunkRows - 1)]
    [InlineData(TrainingEngine<double>.MostChunkRows + 1)]
    [InlineData((2 * TrainingEngine<double>.MostChunkRows) + 100)]
    public void A_batch_longer_than_a_chunk_gives_the_mean_of_its_rows(int count)
    {
        MdnOptions options = new MdnOptions { Inputs = 2, Targets = 1, Components = 2, Hidden = [5] }.Checked();
        using WorkerTeam team = new(1);
        using TrainingEngine<double> engine = NewEngine(options, team);
        WeightInitializer.Fill(MdnModel<double>.LayoutOf(options), Initialization.Glorot, 1, engine.Parameters);
        engine.ParametersChanged(resetMoments: true);

        double[] sum = new double[engine.Gradient.Length];
        double losses = 0;
        UserRows<double> all = Rows(options, count);
        for (int row = 0; row < count; row++)
        {
            UserRows<double> one = all with { Inputs = all.Inputs[row..(row + 1), ..], Targets = all.Targets[row..(row + 1), ..] };
            losses += engine.Gradients(ref one);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += engine.Gradient[i];
            }
        }

        Assert.Equal(losses / count, engine.Gradients(ref all), 1e-12);
        Assert.Equal(losses / count, engine.Loss(ref all), 1e-12);
        double squares = 0;
        for (int i = 0; i < sum.Length; i++)
        {
            Assert.Equal(sum[i] / count, engine.Gradient[i], 1e-12);
            squares += engine.Gradient[i] * engine.Gradient[i];
        }

        Assert.Equal(Math.Sqrt(squares), engine.GradientNorm(), 1e-12);
    }

    private static TrainingEngine<double> NewEngine(MdnOptions options, WorkerTeam team) =>
        new(MdnModel<double>.LayoutOf(options), MdnModel<double>.HeadOf(options), team);

    private static UserRows<double> Rows(MdnOptions options, int count) => new()
    {
        Inputs = Synthetic.Normal<double>(count, options.Inputs, 1),
        Targets = Synthetic.Normal<double>(count, options.Targets, 2),
        InputScaler = Standardizer<double>.Identity(options.Inputs),
        TargetScaler = Standardizer<double>.Identity(options.Targets),
    };
}
