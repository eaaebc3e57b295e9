using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Onnx;

namespace MdnSimd.Tests.Onnx;

/// <summary>Exported graphs, evaluated by a plain interpreter, are the model.</summary>
public sealed class OnnxExportTests
{
    private static readonly RandomModel Full = new(Activation.Gelu, Covariance.Full, ScaleLink.Softplus, 3, 1, 2, 3, 1e-3, 11);

    [Fact]
    public void A_graph_of_doubles_is_the_model() =>
        Properties.ForAll(RandomModel.Any(), model => AssertIsTheModel<double>(model, 1e-10), 60);

    [Fact]
    public void A_graph_of_floats_is_the_model() =>
        Properties.ForAll(RandomModel.Any(), model => AssertIsTheModel<float>(model, 1e-5), 60);

    [Fact]
    public void A_graph_of_an_ensemble_is_the_ensemble() =>
        Properties.ForAll(RandomModel.Any(), model => AssertIsTheModel<double>(model, 1e-10, members: 5), 20);

    [Fact]
    public void A_graph_is_the_model_far_out_as_well() =>
        Properties.ForAll(RandomModel.Any(), random =>
        {
            // Where exponentials vanish or 1 swallows them.
            MdnModel<double> model = (random with { Dimensions = Math.Min(random.Dimensions, 2), DrawsIn = false }).Create<double>();
            double[,] inputs = random.Features<double>(6);
            for (int i = 0; i < inputs.Length; i++)
            {
                double mean = model.InputScaler.Means[i % random.Inputs];
                ref double x = ref inputs.AsSpan()[i];
                x = mean + (20 * (x - mean));
            }

            Dictionary<string, OnnxTensor> values = OnnxInterpreter.Run(OnnxFile.Of(model), Tensor(inputs));
            MixtureAgreement.Assert(model, inputs, null, name => values[name].Data, 1e-9);
        });

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Full)]
    public void Inputs_and_outputs_have_the_shapes_they_say(Covariance covariance)
    {
        MdnModel<float> model = (Full with { Covariance = covariance }).Create<float>();
        OnnxFile file = OnnxFile.Of(model, logDensity: true);
        Dictionary<string, OnnxTensor> values = Run(file, Full.Features<float>(5), Full.Targets<float>(5));
        Assert.Equal(["x", "t"], file.Inputs.Select(port => port.Name));
        string[] factors = covariance == Covariance.Full ? ["precision_factors"] : [];
        Assert.Equal(["weights", "means", "scales", .. factors, "log_density"], file.Outputs.Select(port => port.Name));
        Assert.All(file.Inputs.Concat(file.Outputs), port =>
        {
            Assert.Equal(OnnxFile.Float, port.ElementType);
            Assert.Equal("n", port.Shape[0]);
            Assert.Equal(["5", .. port.Shape[1..]], values[port.Name].Shape.Select(size => $"{size}"));
        });
        Assert.Equal(["n", "2", "3"], file.Outputs[1].Shape);
    }

    [Fact]
    public void Without_a_log_density_there_are_no_targets()
    {
        OnnxFile file = OnnxFile.Of(Full.Create<double>());
        Assert.Equal(["x"], file.Inputs.Select(port => port.Name));
        Assert.Equal(["weights", "means", "scales", "precision_factors"], file.Outputs.Select(port => port.Name));
        Assert.All(file.Inputs.Concat(file.Outputs), port => Assert.Equal(OnnxFile.Double, port.ElementType));
    }

    [Fact]
    public void Every_value_is_computed_once_before_it_is_used_and_used()
    {
        Properties.ForAll(RandomModel.Any(), random =>
        {
            foreach (bool logDensity in (bool[])[false, true])
            {
                OnnxFile file = OnnxFile.Of(random.Create<float>(), logDensity);
                HashSet<string> known = [.. file.Constants.Keys, .. file.Inputs.Select(port => port.Name)];
                HashSet<string> used = [.. file.Outputs.Select(port => port.Name)];
                foreach (OnnxNode node in file.Nodes)
                {
                    Assert.All(node.Inputs, input => Assert.Contains(input, known));
                    Assert.All(node.Outputs, output => Assert.True(known.Add(output), $"{output} is computed twice"));
                    used.UnionWith(node.Inputs);
                }

                Assert.Empty(known.Except(used));
                Assert.All(file.Constants.Values, constant => Assert.Contains(constant.ElementType, (long[])[OnnxFile.Float, OnnxFile.Int64]));
            }
        });
    }

    [Fact]
    public void The_file_says_what_it_is()
    {
        MdnModel<float> model = Synthetic.Untrained<float>(
            new() { Inputs = 2, Targets = 1, InputNames = ["wait, minutes", "größe"], TargetNames = ["y"] });
        OnnxFile file = OnnxFile.Of(model);
        Assert.Equal(8, file.Model.Integer(1));
        Assert.Equal("MdnSimd", file.Model.Text(2));
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+$", file.Model.Text(3));
        Assert.Equal("", file.Model.Message(8).Text(1));
        Assert.Equal(17, file.Model.Message(8).Integer(2));
        Assert.Equal("Diagonal", file.Metadata["covariance"]);
        Assert.Equal(["wait, minutes", "größe"], System.Text.Json.JsonSerializer.Deserialize<string[]>(file.Metadata["input_names"])!);
        Assert.Equal("""["y"]""", file.Metadata["target_names"]);
    }

    [Fact]
    public void A_file_holds_what_a_stream_receives_and_replaces_the_old_one()
    {
        MdnModel<float> model = Full.Create<float>();
        using MemoryStream stream = new();
        OnnxExport.Write(model, stream);
        using TemporaryDirectory folder = new();
        File.WriteAllText(folder["model.onnx"], "old");
        OnnxExport.Save(model, folder["model.onnx"]);
        Assert.Equal(stream.ToArray(), File.ReadAllBytes(folder["model.onnx"]));
        Assert.Equal(["model.onnx"], folder.Names);
        IOException error = Assert.Throws<DirectoryNotFoundException>(() => OnnxExport.Save(model, folder["none/model.onnx"]));
        Assert.Contains("none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_constants_do_not_depend_on_the_culture()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        byte[] Bytes()
        {
            using MemoryStream stream = new();
            OnnxExport.Write(Full.Create<float>(), stream);
            return stream.ToArray();
        }

        byte[] expected = Bytes();
        try
        {
            System.Globalization.CultureInfo comma = (System.Globalization.CultureInfo)before.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            System.Globalization.CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Bytes());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertIsTheModel<T>(RandomModel random, double tolerance, int members = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Rows = 5;
        MdnModel<T> model = random.Create<T>(members);
        (T[,] inputs, T[,] targets) = (random.Features<T>(Rows), random.Targets<T>(Rows));
        OnnxFile file = OnnxFile.Of(model, logDensity: true);
        Dictionary<string, OnnxTensor> values = Run(file, inputs, targets);
        MixtureAgreement.Assert(model, inputs, targets, name => values[name].Data, tolerance);
    }

    private static Dictionary<string, OnnxTensor> Run<T>(OnnxFile file, T[,] inputs, T[,] targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        OnnxInterpreter.Run(file, Tensor(inputs), Tensor(targets));

    private static OnnxTensor Tensor<T>(T[,] matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => OnnxTensor.Of(
            [matrix.GetLength(0), matrix.GetLength(1)], place => double.CreateTruncating(matrix[place[0], place[1]]));
}
