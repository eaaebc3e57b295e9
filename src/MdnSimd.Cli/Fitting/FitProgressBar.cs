using Spectre.Console;

namespace MdnSimd.Cli.Fitting;

/// <summary>Progress as a bar with the losses and the time left: for terminals.</summary>
internal static class FitProgressBar
{
    /// <summary>Shows the bar while <paramref name="fit"/> runs.</summary>
    public static FitResult<float> Run(CommandContext context, Func<IProgress<FitProgress>, FitResult<float>> fit)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(context.Error),
            Ansi = AnsiSupport.Detect,
            ColorSystem = context.Colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(bar =>
            {
                ProgressTask task = bar.AddTask("starting", maxValue: 1);
                return fit(new Reporter(task));
            });
    }

    private sealed class Reporter(ProgressTask task) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            task.Description = Markup.Escape(FitProgressLines.Epoch(value));
            task.Value = value.Done;
        }
    }
}
