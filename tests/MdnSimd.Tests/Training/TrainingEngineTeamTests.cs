using MdnSimd.Training;

namespace MdnSimd.Tests.Training;

/// <summary>Which steps are shared among the threads: what is said of any number of threads must be tried where they work.</summary>
public class TrainingEngineTeamTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_is_shared_if_rows_times_parameters_are_two_million(bool shared)
    {
        MdnOptions options = new() { Inputs = 9, Targets = 1, Components = 1, Hidden = [90, 20] };
        int parameters = (10 * 90) + (91 * 20) + (21 * 3);
        int enough = (2_000_000 + parameters - 1) / parameters;
        Rounds rounds = StepRounds<double>(options, shared ? enough : enough - 1);
        Assert.Equal(shared ? new Rounds(Gradients: 2, Update: 1, Loss: 1) : new Rounds(0, 0, 0), rounds);
    }

    [Fact]
    public void The_steps_that_are_the_same_on_any_number_of_threads_are_partly_shared()
    {
        Rounds[] rounds = [.. DeterminismTests.BatchSizes.Select(rows => StepRounds<float>(DeterminismTests.Options, rows))];
        Assert.Equal([new(0, 0, 0), new(2, 1, 1), new(4, 1, 2)], rounds);
    }

    [Fact]
    public void The_steps_that_allocate_nothing_are_shared() =>
        Assert.Equal(new Rounds(2, 1, 1), StepRounds<float>(AllocationTests.Options, AllocationTests.Rows));

    /// <summary>How often the second of two workers was called.</summary>
    private static Rounds StepRounds<T>(MdnOptions options, int rows)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        options = options.Checked();
        using WorkerTeam team = new(2);
        using TrainingEngine<T> engine = new(MdnModel<T>.LayoutOf(options), MdnModel<T>.HeadOf(options), team);
        engine.ParametersChanged(resetMoments: true);
        UserRows<T> batch = new()
        {
            Inputs = Synthetic.Normal<T>(rows, options.Inputs, 1),
            Targets = Synthetic.Normal<T>(rows, options.Targets, 2),
            InputScaler = Standardizer<T>.Identity(options.Inputs),
            TargetScaler = Standardizer<T>.Identity(options.Targets),
        };
        engine.Gradients(ref batch);
        int gradients = team.Rounds;
        engine.Update(new UpdateSettings(new AdamOptions(), 0.01, 0, 1, 1, double.PositiveInfinity));
        int update = team.Rounds - gradients;
        engine.Loss(ref batch);
        return new Rounds(gradients, update, team.Rounds - gradients - update);
    }

    private readonly record struct Rounds(int Gradients, int Update, int Loss);
}
