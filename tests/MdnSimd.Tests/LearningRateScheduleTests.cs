namespace MdnSimd.Tests;

public class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(17.5, 1)]
    [InlineData(100, 1)]
    public void Constant(double epoch, double factor) => AssertFactor(new ConstantSchedule(), epoch, 100, factor);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9.99, 1)]
    [InlineData(10, 0.5)]
    [InlineData(19.9, 0.5)]
    [InlineData(35, 0.125)]
    public void A_step_drops_once_every_so_many_epochs(double epoch, double factor) =>
        AssertFactor(new StepSchedule(10, 0.5), epoch, 100, factor);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 0.9)]
    [InlineData(1, 0.81)]
    [InlineData(3, 0.531441)]
    public void An_exponential_falls_evenly_within_an_epoch(double epoch, double factor) =>
        AssertFactor(new ExponentialSchedule(0.81), epoch, 100, factor);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 0.1 + (0.9 * 0.8535533905932737))]
    [InlineData(50, 0.55)]
    [InlineData(75, 0.1 + (0.9 * 0.14644660940672624))]
    [InlineData(100, 0.1)]
    [InlineData(130, 0.1)]
    public void A_cosine_falls_from_1_to_its_final_factor_and_stays_there(double epoch, double factor) =>
        AssertFactor(new CosineSchedule(0.1), epoch, 100, factor);

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(5, 0.505)]
    [InlineData(10, 1)]
    [InlineData(55, 0.55)]
    [InlineData(100, 0.1)]
    public void A_warm_up_rises_and_then_the_other_schedule_has_the_remaining_epochs(double epoch, double factor) =>
        AssertFactor(new WarmupSchedule(10, new CosineSchedule(0.1)), epoch, 100, factor);

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(10, 0.505)]
    [InlineData(20, 1)]
    [InlineData(60, 0.55)]
    [InlineData(100, 0.1)]
    [InlineData(120, 0.1)]
    public void One_cycle_rises_over_its_share_of_the_epochs_and_falls_over_the_rest(double epoch, double factor) =>
        AssertFactor(new OneCycleSchedule(0.2, 0.1), epoch, 100, factor);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_warm_up_as_long_as_the_whole_training_still_reaches_for_the_full_rate(double epochs) =>
        AssertFactor(new WarmupSchedule(5, new CosineSchedule(0.1)), 2.5, epochs, 0.505);

    [Fact]
    public void Warm_ups_can_be_nested() =>
        AssertFactor(new WarmupSchedule(10, new WarmupSchedule(10, new StepSchedule(5, 0.5))), 26, 100, 0.5);

    private static void AssertFactor(LearningRateSchedule schedule, double epoch, double epochs, double expected) =>
        Assert.Equal(expected, schedule.Factor(epoch, epochs), 1e-12);
}
