using CommunityToolkit.HighPerformance;
using MdnSimd.Tests.Onnx;

namespace MdnSimd.Tests.Cli;

/// <summary>What <c>mdn export</c> writes, run by ONNX Runtime, gives what <c>mdn predict --mixture</c> prints.</summary>
public sealed class ExportedMixtureTests
{
    private const int Rows = 1000;

    public static TheoryData<Covariance, int, int, bool> Shapes { get; } =
    [
        .. from covariance in Enum.GetValues<Covariance>()
           from members in (int[])[1, 5]
           from dimensions in (int[])[1, 4]
           from drawsIn in (bool[])[false, true]
           select (covariance, members, dimensions, drawsIn),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ONNX_Runtime_and_mdn_predict_give_the_same_mixtures(Covariance covariance, int members, int dimensions, bool drawsIn)
    {
        OnnxRuntime.Require();
        using CliFolder folder = new();
        RandomModel random = new(Activation.Tanh, covariance, ScaleLink.Softplus, 3, 2, 5, dimensions, 1e-3, 7) { DrawsIn = drawsIn };
        (string path, string graph) = (folder.PathOf("model.safetensors"), folder.PathOf("model.onnx"));
        MdnModel<float> model = random.Create<float>(members);
        model.Save(path);
        float[,] x = random.Features<float>(Rows);
        string data = folder.Write("data.csv", "x1,x2,x3", row => string.Join(',', x.GetRowSpan(row).ToArray().Select(value => $"{value:R}")), Rows);

        Assert.Equal(0, CliFolder.Run("export", path, "--onnx", graph).ExitCode);
        CliResult predicted = CliFolder.Run("predict", path, data, "--mixture");
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        Dictionary<string, float[]> found = Run(graph, x, members * 5, dimensions, covariance == Covariance.Full);

        string[] header = predicted.OutputLines[0].Split(',');
        Assert.Equal(Rows + 1, predicted.OutputLines.Length);
        for (int row = 0; row < Rows; row++)
        {
            string[] fields = predicted.OutputLines[row + 1].Split(',');
            Dictionary<string, double> printed = header.Zip(fields).ToDictionary(
                pair => pair.First, pair => double.Parse(pair.Second, System.Globalization.CultureInfo.InvariantCulture));
            Compare(row, printed, found, model);
        }
    }

    /// <summary>
    /// Relative to the number and, of what is a sum, to what it is the sum of: a mean to the targets' own mean and scale, a scale and a coupling
    /// of a full covariance to what they are coupled to.
    /// </summary>
    private static void Compare(int row, Dictionary<string, double> printed, Dictionary<string, float[]> found, MdnModel<float> model)
    {
        int components = model.Members * model.Options.Components;
        int dimensions = model.Options.Targets;
        ReadOnlySpan<float> units = model.TargetScaler.Scales;
        for (int k = 0; k < components; k++)
        {
            int component = (row * components) + k;
            Near($"weight_{k + 1}", found["weights"][component], 0);
            double widest = 0;
            for (int d = 0; d < dimensions; d++)
            {
                widest = Math.Max(widest, printed[$"y{d + 1}_scale_{k + 1}"] / units[d]);
            }

            for (int d = 0; d < dimensions; d++)
            {
                int element = (component * dimensions) + d;
                Near($"y{d + 1}_mean_{k + 1}", found["means"][element], Math.Abs(model.TargetScaler.Means[d]) + units[d]);
                bool isCoupled = model.Options.Covariance == Covariance.Full;
                Near($"y{d + 1}_scale_{k + 1}", found["scales"][element], isCoupled ? units[d] * widest : 0);
                for (int j = d; isCoupled && j < dimensions; j++)
                {
                    double diagonal = printed[$"y{d + 1}_y{d + 1}_factor_{k + 1}"] * units[d] / units[j];
                    Near($"y{d + 1}_y{j + 1}_factor_{k + 1}", found["precision_factors"][(element * dimensions) + j], diagonal);
                }
            }
        }

        void Near(string name, double actual, double allowance) => Assert.True(
            Math.Abs(actual - printed[name]) <= 1e-5 * (Math.Abs(printed[name]) + allowance), $"row {row}: {name} is {actual}: mdn prints {printed[name]}");
    }

    private static Dictionary<string, float[]> Run(string graph, float[,] x, long components, long dimensions, bool isFull)
    {
        Dictionary<string, long[]> shapes = new()
        {
            ["weights"] = [Rows, components],
            ["means"] = [Rows, components, dimensions],
            ["scales"] = [Rows, components, dimensions],
        };
        if (isFull)
        {
            shapes.Add("precision_factors", [Rows, components, dimensions, dimensions]);
        }

        return OnnxRuntime.Run(File.ReadAllBytes(graph), new Dictionary<string, float[,]> { ["x"] = x }, shapes);
    }
}
