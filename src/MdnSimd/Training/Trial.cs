namespace MdnSimd.Training;

/// <summary>What is known of a candidate.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Report">What the caller is told of it.</param>
/// <param name="Losses">Of each row held out; none where it was not judged.</param>
/// <param name="Share">The part of its trial that was done.</param>
/// <param name="FitTime">About how long its fit to all rows would take.</param>
internal sealed record Trial(Candidate Candidate, CandidateReport Report, double[] Losses, double Share, TimeSpan FitTime);
