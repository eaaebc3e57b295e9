namespace MdnSimd.Training;

/// <summary>Which candidate is fitted, by what they came to on rows held out (docs/mathematics.md, section 23).</summary>
internal static class CandidateChoice
{
    /// <summary>A difference of losses, in nats, that is none to speak of.</summary>
    private const double NoneToSpeakOf = 0.01;

    /// <summary>Parameters of a calibration, by each of which the rows it was found on are about a nat too good (Akaike 1974).</summary>
    private const int Fitted = 4;

    /// <summary>
    /// The candidate of the smallest loss, unless it looks at the features, another does not, and over the rows held out the
    /// difference is within two standard errors (of few rows more), or none to speak of: of few rows, the best of several is best by luck.
    /// </summary>
    /// <param name="trials">At least one.</param>
    /// <param name="rowWeights">What each row held out counts for, 1 in the mean.</param>
    /// <returns>Its number.</returns>
    public static int Of(IReadOnlyList<Trial> trials, double[] rowWeights)
    {
        int best = 0;
        for (int i = 1; i < trials.Count; i++)
        {
            best = trials[i].Report.Loss < trials[best].Report.Loss ? i : best;
        }

        for (int other = 0; other < trials.Count; other++)
        {
            bool isSimpler = trials[best].Candidate.IsConditional && !trials[other].Candidate.IsConditional;
            if (isSimpler && trials[best].Report.IsFinished && !IsBetter(trials[best], trials[other], rowWeights))
            {
                return other;
            }
        }

        return best;
    }

    /// <summary>
    /// As many standard errors as are exceeded as rarely as two are of many rows: the quantile of Student's t, by the expansion of
    /// Cornish and Fisher in 1 / degrees of freedom (Abramowitz and Stegun 1964, 26.7.5). Of few rows the error itself is uncertain.
    /// </summary>
    internal static double StandardErrors(double rows)
    {
        double freedom = Math.Max(rows - 1, 1e-3);
        return 2 + (2.5 / freedom) + (3.0625 / (freedom * freedom));
    }

    /// <summary>Whether a candidate is better than another beyond some standard errors of the mean difference.</summary>
    private static bool IsBetter(Trial candidate, Trial other, double[] rowWeights)
    {
        double fitted = candidate.Report.Calibration == Calibration.None ? 0 : Fitted;
        double effective = EffectiveRows.Of(rowWeights);
        int rows = rowWeights.Length;
        double[] differences = new double[rows];
        double mean = 0;
        for (int row = 0; row < rows; row++)
        {
            differences[row] = other.Losses[row] - candidate.Losses[row];
            mean += rowWeights[row] * differences[row] / rows;
        }

        double squares = 0;
        for (int row = 0; row < rows; row++)
        {
            double deviation = rowWeights[row] * (differences[row] - mean);
            squares += deviation * deviation;
        }

        return !(mean - (fitted / effective) <= Math.Max(StandardErrors(effective) * Math.Sqrt(squares) / rows, NoneToSpeakOf));
    }
}
