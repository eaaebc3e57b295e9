using System.Globalization;
using MdnSimd.Training;

namespace MdnSimd;

/// <summary>What a report means in plain words, and what may be tried.</summary>
internal static class FitRemarks
{
    /// <summary>Held-out losses that differ by less, in nats, tell two candidates apart only by chance.</summary>
    private const double Little = 0.02;

    /// <summary>From here on networks know their training rows so much better than others that more of the same would not help.</summary>
    private const double Overfit = 1;

    /// <summary>The remark on a fit that diverged. That steps were skipped on the way is not remarked on as well.</summary>
    public const string Diverged =
        "Training diverged: the model is the best one before. Look for extreme values in the data; a lower learning rate may help.";

    private const double WidenedALot = 2;
    private const int FewRows = 100;
    private const double ManyAtFloor = 0.2;
    private const double OftenSkipped = 0.01;

    /// <summary>The remarks that hold, the most important first.</summary>
    public static IEnumerable<string> Of(FitReport report)
    {
        if (report.StopReason == StopReason.Diverged)
        {
            yield return Diverged;
        }
        else if (report.SkippedSteps > OftenSkipped * report.Steps)
        {
            yield return "Many steps were skipped because the loss was not finite: look for extreme values in the data, or lower the learning rate.";
        }

        if (report.TrainingRows + report.ValidationRows < FewRows)
        {
            yield return Text($"With {report.TrainingRows + report.ValidationRows} rows any density is a rough guess: more rows help more than anything else.");
        }

        if (report.Selection is SelectionReport selection)
        {
            foreach (string remark in OfSelection(report, selection))
            {
                yield return remark;
            }
        }

        if (report.ScalesAtFloor > ManyAtFloor)
        {
            yield return Text($"{report.ScalesAtFloor:p0} of the scales are at their floor: the target seems to take few values, and its density is spikes. ")
                + "Judge it by its CRPS rather than by its likelihood, or treat the target as classes.";
        }
    }

    private static IEnumerable<string> OfSelection(FitReport report, SelectionReport selection)
    {
        double loss = selection.Best.Loss;
        CandidateReport[] others = [.. selection.Candidates.Where(each => each.IsFinished && each.Name != Recipe.Unconditional)];
        CandidateReport? linear = others.FirstOrDefault(each => each.Network.Hidden.IsEmpty);
        bool hasChoice = others.Any(each => !each.Network.Hidden.IsEmpty);
        if (selection.Best.Name == Recipe.Unconditional && others.Length > 0)
        {
            yield return "The features tell no more of the target than chance would: the density is that of the target alone. Other features or more rows may help.";
        }
        else if (hasChoice && linear is not null && linear.Loss < loss + Little)
        {
            yield return "A network without hidden layers is as good as any: what the features tell is simple, or there are too few rows to see more.";
        }

        if (!selection.Best.IsFinished)
        {
            yield return "The time budget did not suffice to judge any candidate: the networks are trained as far as there was time for, and are not calibrated.";
        }
        else if (selection.Candidates.Any(each => !each.IsFinished))
        {
            yield return "Not every candidate was tried to the end: a larger time budget may find a better one.";
        }

        // A network without a good epoch has no loss, and no part in the model.
        double[] trained = [.. report.Members.Select(member => member.BestLoss).Where(double.IsFinite)];
        double training = trained.Length > 0 ? trained.Average() : double.NaN;
        if (double.IsFinite(loss) && loss - training > Overfit)
        {
            yield return Text($"The networks fit their own rows better by {loss - training:f1} nats than rows held out, for which they were calibrated: ")
                + "more rows would help, more training would not.";
        }

        if (selection.Best.ScaleFactor > WidenedALot)
        {
            yield return Text($"The calibration made scales {selection.Best.ScaleFactor:f1} times as wide, to be right about rows held out: ")
                + "more rows or other features may bring the means closer.";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
