using System.Globalization;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Torture;

/// <summary>
/// Fits without settings to random problems, each judged on 1,000 rows that it has not seen, beside the single Gaussian, fitted by
/// maximum likelihood, that does not look at the features. Those of numbers 0 to 24; MDNSIMD_TORTURE=0-200 runs
/// all, 47-48 one.
/// </summary>
public class TortureTests(ITestOutputHelper output)
{
    private const int TestRows = 1000;

    /// <summary>By how much a fit may be worse, in nats.</summary>
    private const double Allowed = 0.05;

    /// <summary>The numbers of the problems.</summary>
    private static IEnumerable<int> Numbers
    {
        get
        {
            string[] range = (Environment.GetEnvironmentVariable("MDNSIMD_TORTURE") ?? "0-25").Split('-');
            int first = int.Parse(range[0], CultureInfo.InvariantCulture);
            return Enumerable.Range(first, int.Parse(range[1], CultureInfo.InvariantCulture) - first);
        }
    }

    [Fact]
    public void No_fit_fails_or_is_worse_than_a_single_Gaussian_and_every_model_loads_again()
    {
        List<string> worse = [];
        foreach (TortureProblem problem in Numbers.Select(number => new TortureProblem(number)))
        {
            (float[,] inputs, float[,] targets) = problem.Sample(problem.Rows, 0);
            FitResult<float> fit = AutoFit.Fit<float>(inputs, targets);
            MdnModel<float> model = Reloaded(fit.Model, inputs);
            (float[,] newInputs, float[,] newTargets) = problem.Sample(TestRows, 1);
            double loss = Loss(model, newInputs, newTargets);
            double gaussian = GaussianLoss(targets, newTargets, model);
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"{problem}: {loss:f3} against {gaussian:f3} ({loss - gaussian:f3}), {fit.Report.Selection!.Best.Name}, {fit.Report.Elapsed.TotalSeconds:f1} s");
            output.WriteLine(line);
            if (!(loss <= gaussian + Allowed))
            {
                worse.Add(line);
            }
        }

        Assert.True(worse.Count == 0, $"{worse.Count} worse:\n{string.Join('\n', worse)}");
    }

    /// <summary>The model from its file, which answers with the same bits.</summary>
    private static MdnModel<float> Reloaded(MdnModel<float> model, float[,] inputs)
    {
        using TemporaryDirectory directory = new();
        string path = directory["model.safetensors"];
        model.Save(path);
        MdnModel<float> loaded = MdnModel<float>.Load(path);
        using MdnPredictor<float> own = model.CreatePredictor();
        using MdnPredictor<float> other = loaded.CreatePredictor();
        for (int row = 0; row < 10; row++)
        {
            ReadOnlySpan<float> features = new ReadOnlySpan2D<float>(inputs).GetRowSpan(row);
            GaussianMixture<float> expected = own.Predict(features);
            GaussianMixture<float> actual = other.Predict(features);
            Assert.Equal(expected.Weights, actual.Weights);
            Assert.Equal(expected.Means, actual.Means);
            Assert.Equal(expected.Scales, actual.Scales);
        }

        return loaded;
    }

    /// <summary>The mean negative log-likelihood.</summary>
    private static double Loss(MdnModel<float> model, float[,] inputs, float[,] targets)
    {
        using MdnPredictor<float> predictor = model.CreatePredictor();
        double loss = 0;
        for (int row = 0; row < TestRows; row++)
        {
            loss -= predictor.Predict(new ReadOnlySpan2D<float>(inputs).GetRowSpan(row)).LogDensity([targets[row, 0]]);
        }

        return loss / TestRows;
    }

    /// <summary>
    /// That of the normal density with the mean and the deviation of the training targets. Of a constant target that would be a spike
    /// without bounds: its deviation is then the floor of the scales that a fit is given.
    /// </summary>
    private static double GaussianLoss(float[,] targets, float[,] newTargets, MdnModel<float> model)
    {
        double[] values = [.. targets.Cast<float>().Select(value => (double)value)];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => Math.Pow(value - mean, 2)));
        double least = new AutoFitOptions().ScaleFloor * model.TargetScaler.Scales[0];
        double scale = Math.Max(deviation, least);
        return newTargets.Cast<float>().Average(value => Math.Pow((value - mean) / scale, 2) / 2)
            + Math.Log(scale) + (Math.Log(2 * Math.PI) / 2);
    }
}
