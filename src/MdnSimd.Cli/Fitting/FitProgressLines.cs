using MdnSimd.Cli.Output;

namespace MdnSimd.Cli.Fitting;

/// <summary>Progress as plain lines, about one per tenth of the work: for files and pipes.</summary>
internal sealed class FitProgressLines(TextWriter writer) : IProgress<FitProgress>
{
    /// <summary>Epochs of ten members are done when their number is told, but for the rounding.</summary>
    private const double Rounding = 1e-9;

    private int tenths = -1;

    public void Report(FitProgress value)
    {
        // The first epoch, and each one that completes another tenth.
        int done = (int)((value.Done * 10) + Rounding);
        if (done > tenths)
        {
            tenths = done;
            writer.WriteLine($"{Epoch(value)}  {NumberText.Of(value.Elapsed)}");
        }
    }

    /// <summary>An epoch, with the candidate and the network where there are several (from 1), and its losses.</summary>
    public static string Epoch(FitProgress value)
    {
        string candidate = value.Candidate > 0 ? $"candidate {value.Candidate}/{value.Candidates}  " : "";
        string member = value.Members > 1 ? $"{(value.Candidate > 0 ? "network" : "member")} {value.Member + 1}/{value.Members}  " : "";
        return $"{candidate}{member}epoch {value.Epoch}/{value.Epochs}  {Losses(value)}";
    }

    private static string Losses(FitProgress value) => value.ValidationLoss is double validation
        ? $"loss {NumberText.Of(value.TrainingLoss)}  validation {NumberText.Of(validation)}"
        : $"loss {NumberText.Of(value.TrainingLoss)}";
}
