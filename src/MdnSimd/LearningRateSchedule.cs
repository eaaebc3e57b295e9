namespace MdnSimd;

/// <summary>How the learning rate changes while training goes on.</summary>
public abstract record LearningRateSchedule
{
    private protected LearningRateSchedule()
    {
    }

    /// <summary>What the learning rate is multiplied by.</summary>
    /// <param name="epoch">Epochs done so far, fractional within an epoch, at least 0.</param>
    /// <param name="epochs">Epochs planned in all.</param>
    public abstract double Factor(double epoch, double epochs);

    /// <summary>From nearly 0, for the very first step is to be a step all the same, evenly to 1.</summary>
    private protected static double Rise(double epoch, double epochs)
    {
        const double First = 0.01;
        return First + ((1 - First) * epoch / epochs);
    }

    /// <summary>From 1 to <paramref name="final"/> along half a cosine.</summary>
    private protected static double Fall(double epoch, double epochs, double final)
    {
        // The start comes first: a warm-up that leaves no epochs still rises to the full rate.
        double done = epoch <= 0 ? 0 : epoch >= epochs ? 1 : epoch / epochs;
        return final + ((1 - final) * 0.5 * (1 + Math.Cos(Math.PI * done)));
    }
}

/// <summary>The rate stays as it is.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => 1;
}

/// <summary>Multiplied by <paramref name="Decay"/> every <paramref name="Every"/> epochs.</summary>
/// <param name="Every">Epochs between two drops, positive.</param>
/// <param name="Decay">The factor of each drop, above 0 and at most 1.</param>
public sealed record StepSchedule(double Every = 50, double Decay = 0.3) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => Math.Pow(Decay, Math.Floor(epoch / Every));
}

/// <summary>Multiplied by <paramref name="Decay"/> over each epoch, evenly from step to step.</summary>
/// <param name="Decay">The factor of each epoch, above 0 and at most 1.</param>
public sealed record ExponentialSchedule(double Decay = 0.98) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => Math.Pow(Decay, epoch);
}

/// <summary>Falls along half a cosine to <paramref name="Final"/> (Loshchilov and Hutter 2017, without restarts).</summary>
/// <param name="Final">The factor at the end, 0 to 1.</param>
public sealed record CosineSchedule(double Final = 0.01) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => Fall(epoch, epochs, Final);
}

/// <summary>Rises linearly over the first epochs, then follows another schedule over the rest.</summary>
/// <param name="Epochs">Epochs of the rise, positive.</param>
/// <param name="Then">The schedule afterwards, which counts its epochs from the end of the rise.</param>
public sealed record WarmupSchedule(double Epochs, LearningRateSchedule Then) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs) => epoch < Epochs
        ? Rise(epoch, Epochs) * Then.Factor(0, epochs - Epochs)
        : Then.Factor(epoch - Epochs, epochs - Epochs);
}

/// <summary>
/// Rises linearly over the first part of all epochs, then falls along half a cosine: large steps in the middle regularise, small
/// ones at the end settle (Smith and Topin 2018, without their cycle of the momentum).
/// </summary>
/// <param name="RiseShare">The part of the epochs in which it rises, above 0 and below 1.</param>
/// <param name="Final">The factor at the end, 0 to 1.</param>
public sealed record OneCycleSchedule(double RiseShare = 0.3, double Final = 0) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(double epoch, double epochs)
    {
        double rise = RiseShare * epochs;
        return epoch < rise ? Rise(epoch, rise) : Fall(epoch - rise, epochs - rise, Final);
    }
}
