using MdnSimd.Cli.Data;

namespace MdnSimd.Cli.Fitting;

/// <summary>What a command line asks to be fitted: without settings, or by hand.</summary>
internal sealed class FitPlan
{
    private readonly AutoFitOptions? automatic;
    private readonly MdnOptions? network;
    private readonly TrainingOptions? training;

    /// <summary>A fit that chooses.</summary>
    public FitPlan(AutoFitOptions automatic) => this.automatic = automatic;

    /// <summary>A fit that has been chosen.</summary>
    public FitPlan(MdnOptions network, TrainingOptions training) => (this.network, this.training) = (network, training);

    /// <summary>Fits the data.</summary>
    /// <exception cref="CommandException">Cancelled before there was anything to return.</exception>
    public FitResult<float> Run(TrainingData data, IProgress<FitProgress> progress, CancellationToken cancellation)
    {
        if (automatic is not null)
        {
            try
            {
                return AutoFit.Fit(data.Inputs, data.Targets, automatic, data.Weights, progress, cancellation);
            }
            catch (OperationCanceledException)
            {
                throw new CommandException("interrupted before a network was fitted to all rows: there is no model", ExitCode.Interrupted);
            }
        }

        using MdnTrainer<float> trainer = new(network!, training);
        return trainer.Fit(data.Inputs, data.Targets, data.Weights, progress, cancellation);
    }
}
