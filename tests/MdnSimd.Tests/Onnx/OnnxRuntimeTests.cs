using System.Numerics;
using MdnSimd.Networks;

namespace MdnSimd.Tests.Onnx;

/// <summary>Runtimes and checkers of others, where they are installed, take what is exported.</summary>
public sealed class OnnxRuntimeTests
{
    private const int Rows = 1000;

    public static TheoryData<Covariance, int> Shapes { get; } =
        [.. from covariance in Enum.GetValues<Covariance>() from dimensions in (int[])[1, 4] select (covariance, dimensions)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ONNX_Runtime_gives_the_library_s_mixtures(Covariance covariance, int dimensions)
    {
        OnnxRuntime.Require();
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (ScaleLink link in Enum.GetValues<ScaleLink>())
            {
                RandomModel random = new(activation, covariance, link, 3, 2, 5, dimensions, 1e-3, (10 * (int)activation) + (int)link);
                AssertAgrees<float>(random, 1e-5);
                AssertAgrees<float>(random, 1e-5, members: 5);
                AssertAgrees<float>(random with { DrawsIn = true }, 1e-5);

                // It has no Erf of doubles.
                if (activation != Activation.Gelu)
                {
                    AssertAgrees<double>(random, 1e-10);
                    AssertAgrees<double>(random with { DrawsIn = true }, 1e-10, members: 2);
                }
            }
        }
    }

    [Fact]
    public void ONNX_Runtime_keeps_everything_finite_however_far_away_the_features_and_targets_are()
    {
        OnnxRuntime.Require();
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            RandomModel random = new(Activation.Relu, covariance, ScaleLink.Exp, 1, 1, 3, 2, 1e-6, 8);
            float[] far = [3e38f, -3e38f, 1e30f, 0, 1e-45f];
            float[,] x = new float[far.Length, 1];
            float[,] t = new float[far.Length, 2];
            for (int i = 0; i < far.Length; i++)
            {
                (x[i, 0], t[i, 0], t[i, 1]) = (far[i] / 1e24f, far[i], -far[i]);
            }

            foreach ((string name, float[] values) in Run(random.Create<float>(), x, t))
            {
                Assert.All(values, value => Assert.True(float.IsFinite(value), $"{name}: {value}"));
            }
        }
    }

    [Fact]
    public void ONNX_Runtime_gives_scales_that_are_right_down_to_the_floor()
    {
        OnnxRuntime.Require();
        float[] rawScales = [-100, -40, -20, -16, -8, -1, 5, 60];
        foreach (ScaleLink link in Enum.GetValues<ScaleLink>())
        {
            RandomModel random = new(Activation.Tanh, Covariance.Isotropic, link, 1, 0, rawScales.Length, 1, 1e-6, 8);
            NetworkLayout layout = MdnModel<float>.LayoutOf(random.Options);
            float[] parameters = new float[layout.Length];
            rawScales.CopyTo(parameters.AsSpan(layout.Layers[0].BiasOffset + (2 * rawScales.Length)));
            MdnModel<float> model = new(random.Options, Standardizer<float>.Identity(1), Standardizer<float>.Identity(1), parameters);
            (float[,] x, float[,] t) = (random.Features<float>(1), random.Targets<float>(1));
            Dictionary<string, float[]> outputs = Run(model, x, t);
            MixtureAgreement.Assert(model, x, null, name => Array.ConvertAll(outputs[name], value => (double)value), 1e-6);
        }
    }

    [Fact]
    public async Task The_checker_of_the_ONNX_project_passes_every_kind_of_model()
    {
        await Python.Require("onnx");
        using TemporaryDirectory folder = new();
        int kind = 0;
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach ((Covariance covariance, int dimensions) in Shapes.Select(row => row.Data))
            {
                // Periods that meet in every pair over the activations.
                ScaleLink link = (ScaleLink)(kind % 3);
                RandomModel random = new(activation, covariance, link, 2, kind % 3, 1 + (kind % 4), dimensions, 1e-3, kind) { DrawsIn = kind % 8 < 4 };
                MdnSimd.Onnx.OnnxOptions options = new() { LogDensity = kind % 4 < 2 };
                int members = kind % 5 < 2 ? 3 : 1;
                MdnSimd.Onnx.OnnxExport.Save(random.Create<float>(members), folder[$"{kind}-float.onnx"], options);
                MdnSimd.Onnx.OnnxExport.Save(random.Create<double>(members), folder[$"{kind}-double.onnx"], options);
                kind++;
            }
        }

        string printed = await Python.Run(folder[""], "-c", """
            import glob, onnx
            for name in glob.glob("*.onnx"):
                model = onnx.load(name)
                onnx.checker.check_model(model, full_check=True)
                onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True)
                print(name)
            """);
        Assert.Equal(2 * kind, printed.Count(character => character == '\n'));
    }

    private static void AssertAgrees<T>(RandomModel random, double tolerance, int members = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MdnModel<T> model = random.Create<T>(members);
        (T[,] x, T[,] t) = (random.Features<T>(Rows), random.Targets<T>(Rows));
        Dictionary<string, T[]> outputs = Run(model, x, t);
        MixtureAgreement.Assert(
            model, x, t, name => Array.ConvertAll(outputs[name], value => double.CreateTruncating(value)), tolerance);
    }

    private static Dictionary<string, T[]> Run<T>(MdnModel<T> model, T[,] x, T[,] t)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MemoryStream stream = new();
        MdnSimd.Onnx.OnnxExport.Write(model, stream, new() { LogDensity = true });
        (long rows, long components, long dimensions) = (x.GetLength(0), model.Members * model.Options.Components, model.Options.Targets);
        Dictionary<string, long[]> shapes = new()
        {
            ["weights"] = [rows, components],
            ["means"] = [rows, components, dimensions],
            ["scales"] = [rows, components, dimensions],
            ["log_density"] = [rows],
        };
        if (model.Options.Covariance == Covariance.Full)
        {
            shapes.Add("precision_factors", [rows, components, dimensions, dimensions]);
        }

        return OnnxRuntime.Run(stream.ToArray(), new Dictionary<string, T[,]> { ["x"] = x, ["t"] = t }, shapes);
    }
}
