using MdnSimd.Cli.Output;

namespace MdnSimd.Cli.Fitting;

/// <summary>Progress as plain lines, about one per tenth of the epochs: for files and pipes.</summary>
internal sealed class FitProgressLines(TextWriter writer) : IProgress<FitProgress>
{
    public void Report(FitProgress value)
    {
        // The first epoch, and each one that completes another tenth.
        if (value.Epoch == 1 || value.Epoch * 10L / value.Epochs > (value.Epoch - 1) * 10L / value.Epochs)
        {
            writer.WriteLine($"{Epoch(value)}  {NumberText.Of(value.Elapsed)}");
        }
    }

    /// <summary>An epoch, of an ensemble with its member (from 1), and its losses.</summary>
    public static string Epoch(FitProgress value)
    {
        string member = value.Members > 1 ? $"member {value.Member + 1}/{value.Members}  " : "";
        return $"{member}epoch {value.Epoch}/{value.Epochs}  {Losses(value)}";
    }

    private static string Losses(FitProgress value) => value.ValidationLoss is double validation
        ? $"loss {NumberText.Of(value.TrainingLoss)}  validation {NumberText.Of(validation)}"
        : $"loss {NumberText.Of(value.TrainingLoss)}";
}
