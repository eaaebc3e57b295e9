using MdnSimd.Quality.Data;

namespace MdnSimd.Quality.Scoring;

/// <summary>A data set, fitted and scored on some of its splits.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows in all.</param>
/// <param name="Features">Features of a row.</param>
/// <param name="SplitsInAll">How many splits the set has.</param>
/// <param name="Splits">One per split that was fitted, from the first.</param>
internal sealed record SetResult(string Name, int Rows, int Features, int SplitsInAll, IReadOnlyList<SplitResult> Splits)
{
    /// <summary>The mean over splits.</summary>
    public double Mean(Func<SplitResult, double> value) => Splits.Average(value);

    /// <summary>The standard error of that mean; 0 of a single split.</summary>
    public double StandardError(Func<SplitResult, double> value)
    {
        double mean = Mean(value);
        double squares = Splits.Sum(split => Math.Pow(value(split) - mean, 2));
        return Splits.Count < 2 ? 0 : Math.Sqrt(squares / (Splits.Count - 1) / Splits.Count);
    }

    /// <summary>Fits and scores split after split. The test rows are read once the model is there.</summary>
    /// <param name="set">The data.</param>
    /// <param name="splits">How many splits, from the first.</param>
    /// <param name="fit">Fits a model to training rows, which are all it gets; the options hold the split's seed.</param>
    /// <param name="told">Told of every split.</param>
    public static SetResult Of(RegressionSet set, int splits, Func<Rows, AutoFitOptions, FitResult<float>> fit, Action<int, SplitResult> told)
    {
        List<SplitResult> results = [];
        for (int split = 0; split < Math.Min(splits, set.Splits); split++)
        {
            Rows training = set.Training(split);
            FitResult<float> fitted = fit(training, new AutoFitOptions { Seed = (ulong)split + 1 });
            SplitResult result = new(
                Scores.Of(fitted.Model, set.Test(split)),
                fitted.Report.Selection!,
                fitted.Model.Options.ScaleFloor * fitted.Model.TargetScaler.Scales[0],
                fitted.Report.Elapsed.TotalSeconds);
            results.Add(result);
            told(split, result);
        }

        return new SetResult(set.Name, set.Rows, set.Features, set.Splits, results);
    }
}
