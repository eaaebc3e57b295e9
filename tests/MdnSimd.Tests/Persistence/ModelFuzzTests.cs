using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using MdnSimd.Cli;
using MdnSimd.Cli.Data;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

/// <summary>
/// Whatever is done to a model file, loading it gives a model that predicts, or an error of one line that names the file; and it takes
/// no more memory than twice the file and a constant, and no time to speak of.
/// </summary>
/// <remarks>MDNSIMD_FUZZ=N looks at N files instead.</remarks>
public sealed class ModelFuzzTests
{
    /// <summary>Names, scalers and parameters that are padded to a cache line are within it, so small are these models.</summary>
    private const long Constant = SafetensorsFile.ConstantMemory;

    private static readonly int Files = int.Parse(Environment.GetEnvironmentVariable("MDNSIMD_FUZZ") ?? "100000", CultureInfo.InvariantCulture);

    private static readonly RandomModel[] Models =
    [
        new(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 2, 1, 3, 2, 1e-3, 1),
        new(Activation.Gelu, Covariance.Full, ScaleLink.Exp, 1, 2, 2, 3, 1e-3, 2),
        new(Activation.Relu, Covariance.Isotropic, ScaleLink.EluPlusOne, 3, 0, 1, 1, 1e-6, 3),
        new(Activation.Silu, Covariance.Diagonal, ScaleLink.Softplus, 2, 1, 2, 1, 1e-3, 4) { DrawsIn = true },
    ];

    [Fact]
    public void A_damaged_model_file_is_an_error_or_a_model()
    {
        using TemporaryDirectory folder = TemporaryDirectory.Fast();
        string path = folder["model.safetensors"];
        Mutation mutation = new(SoundFiles(path));
        int models = 0;
        for (int number = 0; number < Files; number++)
        {
            (byte[] file, int of) = mutation.Create(number);

            // Of either kind in both precisions: half of them are converted.
            string? problem = number % 2 == 0 ? Problem<float>(path, file, ref models) : Problem<double>(path, file, ref models);
            Assert.True(problem is null, $"file {number}, a damaged one of {of}: {problem}");
        }

        // Damage to numbers alone leaves a model: both answers were seen, often.
        Assert.InRange(models, Files / 50, Files / 2);
    }

    [Fact]
    public void A_damaged_network_or_configuration_is_an_error_or_a_model_to_import()
    {
        using TemporaryDirectory folder = TemporaryDirectory.Fast();
        string path = folder["tensors.safetensors"];
        string configPath = folder["config.json"];
        RandomModel random = Models[0];
        random.Create<float>().Save(path);
        Mutation mutation = new([File.ReadAllBytes(path)]);
        string config = """
            {"inputs": 2, "targets": 2, "components": 3, "covariance": "diagonal", "hidden": [7], "activation": "tanh", "scale_link": "softplus",
            "scale_floor": 0.001, "input_names": ["a", "b"], "target_names": ["c", "d"]}
            """;
        int models = 0;
        for (int number = 0; number < Files / 10; number++)
        {
            Random source = new(number);
            File.WriteAllBytes(path, number % 3 == 0 ? mutation.Create(number).File : mutation.Sound);
            string text = config;
            for (int i = number % 3; i > 0; i--)
            {
                text = source.Next(4) == 0 ? text.Remove(source.Next(text.Length)) : Mutation.Exchange(text, source);
            }

            File.WriteAllText(configPath, text);
            try
            {
                AssertPredicts(MdnSimd.Cli.Data.ModelFile.Import(path, NetworkConfig.Read(configPath)));
                models++;
            }
            catch (CommandException error)
            {
                Assert.True(
                    error.Message.Contains(path, StringComparison.Ordinal) || error.Message.StartsWith(configPath, StringComparison.Ordinal), $"{number}: {error}");
                Assert.DoesNotContain(error.Message, char.IsControl);
            }
        }

        Assert.InRange(models, Files / 500, Files / 15);
    }

    [Fact]
    public void A_load_takes_twice_the_file_and_a_constant()
    {
        using TemporaryDirectory folder = new();
        string path = folder["model.safetensors"];
        Synthetic.Untrained<float>(new() { Inputs = 16, Targets = 4, Hidden = [256, 256, 256, 256] }).Save(path);
        long length = new FileInfo(path).Length;
        MdnModel<float>.Load(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        MdnModel<float>.Load(path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, length, (2 * length) + Constant);
        Assert.InRange(length, 800_000, 1_000_000);
    }

    /// <summary>Files of every covariance, float and double, one member and several.</summary>
    private static byte[][] SoundFiles(string path)
    {
        List<byte[]> files = [];
        foreach (RandomModel random in Models)
        {
            foreach (int members in (int[])[1, 3])
            {
                random.Create<float>(members).Save(path);
                files.Add(File.ReadAllBytes(path));
                random.Create<double>(members).Save(path);
                files.Add(File.ReadAllBytes(path));
            }
        }

        return [.. files];
    }

    /// <summary>What is wrong with how a file is loaded, or null. It is in memory: a disk would take minutes.</summary>
    private static string? Problem<T>(string path, byte[] file, ref int models)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MdnModel<T>? model = null;
        InvalidDataException? error = null;
        long start = Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            model = MdnSimd.Persistence.ModelFile.Read<T>(SafetensorsFile.Parse(file, path));
        }
        catch (InvalidDataException refused)
        {
            error = refused;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (model is not null)
        {
            AssertPredicts(model);
            models++;
        }

        // The file itself is here already.
        return allocated > file.Length + Constant ? $"{allocated} bytes allocated for {file.Length}"
            : elapsed > TimeSpan.FromSeconds(10) ? $"took {elapsed}"
            : error is null ? null
            : !error.Message.StartsWith(path + ": ", StringComparison.Ordinal) || error.Message.Any(char.IsControl) ? $"message {error.Message}"
            : null;
    }

    /// <summary>A model is one that answers: with weights that sum to 1, unless its parameters are so large that they may overflow.</summary>
    private static void AssertPredicts<T>(MdnModel<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using MdnPredictor<T> predictor = model.CreatePredictor();
        GaussianMixture<T> p = predictor.Predict(new T[model.Options.Inputs]);
        double sum = 0;
        foreach (T weight in p.Weights)
        {
            sum += double.CreateTruncating(weight);
        }

        bool mayOverflow = LargestOutput(model) > (typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue) / 16;
        Assert.True(Math.Abs(sum - 1) < 1e-5 || (mayOverflow && !double.IsFinite(sum)), $"weights sum to {sum}");
    }

    /// <summary>A bound of the raw outputs: features are limited, and no activation adds more than 1 to what it is given.</summary>
    private static double LargestOutput<T>(MdnModel<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int member = 0; member < model.Members; member++)
        {
            double bound = Standardizer<T>.Farthest;
            foreach (LayerLayout layer in model.Layout.Layers)
            {
                ReadOnlySpan<T> parameters = model.ParametersOf(member);
                double weight = double.CreateTruncating(
                    TensorPrimitives.MaxMagnitude(parameters.Slice(layer.WeightOffset, layer.Inputs * layer.Stride)));
                double bias = double.CreateTruncating(TensorPrimitives.MaxMagnitude(parameters.Slice(layer.BiasOffset, layer.Outputs)));
                bound = (bound * layer.Inputs * Math.Abs(weight)) + Math.Abs(bias) + 1;
            }

            largest = Math.Max(largest, bound);
        }

        return largest;
    }
}
