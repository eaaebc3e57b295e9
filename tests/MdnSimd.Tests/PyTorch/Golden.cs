using System.Numerics;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Persistence;
using MdnSimd.Training;

namespace MdnSimd.Tests.PyTorch;

/// <summary>A model, some rows, and what PyTorch says about them: mixtures, log-densities and, by its autograd, gradients.</summary>
internal sealed class Golden
{
    private const string Gradient = "gradient.";

    /// <summary>How many errors of PyTorch's own are allowed on top.</summary>
    private const double Share = 4;

    private readonly string path;
    private readonly SafetensorsFile file;
    private readonly List<(double Ours, double Theirs)> gradientErrors = [];

    public Golden(string path) => (this.path, file) = (path, SafetensorsFile.Read(path));

    /// <summary>The goldens that the repository holds.</summary>
    public static string Folder { get; } = Checkout.PathOf("tests/MdnSimd.Tests/PyTorch/goldens");

    /// <summary>Writes a model and rows for goldens.py to answer.</summary>
    public static void Ask<T>(string folder, string name, RandomModel random, int rows, int members = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        random.Create<T>(members).Save(Path.Combine(folder, $"{name}.model.safetensors"));
        SafetensorsWriter writer = new();
        writer.Add<T>("x", [rows, random.Inputs], random.Features<T>(rows).AsSpan());
        writer.Add<T>("t", [rows, random.Dimensions], random.Targets<T>(rows).AsSpan());
        writer.Write(Path.Combine(folder, $"{name}.rows.safetensors"));
    }

    /// <summary>Lets PyTorch answer everything asked in a folder.</summary>
    public static Task Answer(string folder) =>
        Python.Run(folder, Checkout.PathOf("tests/MdnSimd.Tests/PyTorch/goldens.py"), folder);

    /// <summary>
    /// The largest error of each gradient that was compared, ours and PyTorch's in the same precision, relative to its largest element.
    /// </summary>
    public IReadOnlyList<(double Ours, double Theirs)> GradientErrors => gradientErrors;

    /// <summary>
    /// Asserts that the library in the precision of T says of one network what PyTorch says in double: each tensor relative to its largest
    /// element, and of a model in float but for some errors of PyTorch's own in float. Where densities are sharp, weights of components
    /// come from differences of large log-densities, and no float arithmetic has more of them than their rounding leaves.
    /// </summary>
    public void AssertAgrees<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MdnModel<T> model = MdnModel<T>.Load(path);
        (int inputs, int targets) = (model.Options.Inputs, model.Options.Targets);
        T[,] x = Matrix<T>("x", inputs);
        T[,] t = Matrix<T>("t", targets);
        AssertMixtures(model, x, t, tolerance);
        Assert.Equal(1, model.Members);

        using WorkerTeam team = new(1);
        using TrainingEngine<T> engine = new(model.Layout, model.Head, team);
        model.Parameters.CopyTo(engine.Parameters);
        engine.ParametersChanged(resetMoments: true);
        UserRows<T> rows = new() { Inputs = x, Targets = t, InputScaler = model.InputScaler, TargetScaler = model.TargetScaler };
        double loss = engine.Gradients(ref rows, inputs: true) + model.TargetScaler.LogScale;
        double expected = -Truth("log_densities").Average();
        Near("loss", [expected], [loss], tolerance * Math.Max(1, Math.Abs(expected)));
        AssertParameterGradients(model.Layout, engine.Gradient, tolerance);

        T[] inputGradients = new T[x.Length];
        for (int row = 0; row < x.GetLength(0); row++)
        {
            model.InputScaler.Pullback(
                x.GetRowSpan(row),
                engine.InputGradients.Slice(row * model.Layout.InputStride, inputs),
                new T[2 * inputs],
                inputGradients.AsSpan(row * inputs, inputs));
        }

        Near(Gradient + "x", inputGradients, tolerance);
    }

    /// <summary>Asserts it of the mixtures and densities, which an ensemble has too.</summary>
    public void AssertMixtures<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MdnModel<T> model = MdnModel<T>.Load(path);
        AssertMixtures(model, Matrix<T>("x", model.Options.Inputs), Matrix<T>("t", model.Options.Targets), tolerance);
    }

    /// <summary>Asserts that two answers are alike, but for the rounding of another processor.</summary>
    public void AssertSame(Golden other)
    {
        Assert.Equal(file.TensorNames, other.file.TensorNames);
        foreach (string name in file.TensorNames)
        {
            other.Near(name, Values<double>(name), 2e-12);
        }
    }

    private void AssertMixtures<T>(MdnModel<T> model, T[,] x, T[,] t, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, List<T>> found = [];
        void Add(string name, ReadOnlySpan<T> values) =>
            (found.TryGetValue(name, out List<T>? list) ? list : found[name] = []).AddRange(values.ToArray());

        using MdnPredictor<T> predictor = model.CreatePredictor();
        for (int row = 0; row < x.GetLength(0); row++)
        {
            GaussianMixture<T> p = predictor.Predict(x.GetRowSpan(row));
            Add("weights", p.Weights);
            Add("means", p.Means);
            Add("scales", p.Scales);
            Add("log_densities", [p.LogDensity(t.GetRowSpan(row))]);
            if (model.Options.Covariance == Covariance.Full)
            {
                Add("precision_factors", p.PrecisionFactors);
            }
        }

        // A mixture's means are rounded in the targets' units, where they may be many times the scale.
        double rounding = 1 + model.TargetScaler.Means.ToArray().Zip(
            model.TargetScaler.Scales.ToArray(), (mean, scale) => double.CreateTruncating(T.Abs(mean) / scale)).Max();
        foreach ((string name, List<T> values) in found)
        {
            Near(name, [.. values], name == "log_densities" ? rounding * tolerance : tolerance);
        }
    }

    private void AssertParameterGradients<T>(NetworkLayout layout, ReadOnlySpan<T> gradient, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            T[] weight = new T[layer.Outputs * layer.Inputs];
            for (int element = 0; element < weight.Length; element++)
            {
                (int output, int input) = (element / layer.Inputs, element % layer.Inputs);
                weight[element] = gradient[layer.WeightOffset + (input * layer.Stride) + output];
            }

            Near($"{Gradient}layers.{i}.weight", weight, tolerance);
            Near($"{Gradient}layers.{i}.bias", gradient.Slice(layer.BiasOffset, layer.Outputs).ToArray(), tolerance);
        }
    }

    private void Near<T>(string name, T[] actual, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] truth = Truth(name);
        double theirs = Values<double>(name).Zip(truth, (said, value) => Math.Abs(said - value)).Max();
        double magnitude = truth.Max(Math.Abs);
        double[] values = Array.ConvertAll(actual, double.CreateTruncating);
        Near(name, truth, values, (tolerance * magnitude) + (Share * theirs));
        if (name.StartsWith(Gradient, StringComparison.Ordinal))
        {
            gradientErrors.Add((values.Zip(truth, (value, exact) => Math.Abs(value - exact)).Max() / magnitude, theirs / magnitude));
        }
    }

    private void Near(string name, double[] expected, double[] actual, double allowed)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= allowed, $"{path}: {name}[{i}] is {actual[i]}: PyTorch's is {expected[i]}, allowed is {allowed}");
        }
    }

    /// <summary>What PyTorch says in double, of a model in float too.</summary>
    private double[] Truth(string name) => Values<double>(file.Contains($"truth.{name}") ? $"truth.{name}" : name);

    private T[] Values<T>(string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[file.Find(name).Elements];
        file.CopyTo<T>(name, values);
        return values;
    }

    private T[,] Matrix<T>(string name, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = Values<T>(name);
        T[,] matrix = new T[values.Length / columns, columns];
        values.CopyTo(matrix.AsSpan());
        return matrix;
    }
}
