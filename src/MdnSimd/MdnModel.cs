using System.Numerics;
using MdnSimd.Memory;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Persistence;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// A trained mixture density network, or an ensemble of several: options, parameters and the scalers of its inputs and targets.
/// Immutable, and safe to use from any number of threads; predictions are made by a <see cref="MdnPredictor{T}"/> per thread.
/// </summary>
/// <typeparam name="T">float, or double.</typeparam>
public sealed class MdnModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Never disposed: predictors on any thread may be reading it, and the collector knows when they are done.
    private readonly AlignedBuffer<T> parameters;

    /// <summary>A model of parameters that are copied.</summary>
    /// <param name="options">Options that have been checked.</param>
    /// <param name="inputScaler">One column per feature.</param>
    /// <param name="targetScaler">One column per target dimension.</param>
    /// <param name="source">Parameters of each member after the other, laid out as <see cref="LayoutOf"/> says.</param>
    internal MdnModel(MdnOptions options, Standardizer<T> inputScaler, Standardizer<T> targetScaler, ReadOnlySpan<T> source)
        : this(options, inputScaler, targetScaler, AlignedPool.Allocate<T>(source.Length)) => source.CopyTo(parameters.Span);

    /// <summary>A model of parameters that become its own; they are of no pool.</summary>
    internal MdnModel(MdnOptions options, Standardizer<T> inputScaler, Standardizer<T> targetScaler, AlignedBuffer<T> parameters)
    {
        Options = options;
        InputScaler = inputScaler;
        TargetScaler = targetScaler;
        Layout = LayoutOf(options);
        Head = HeadOf(options);
        TargetUnits = new TargetUnits<T>(Head.Layout, targetScaler.Means, targetScaler.Scales);
        Members = parameters.Length / Layout.Length;
        Mixture = new MixtureLayout(checked(Members * options.Components), options.Targets, options.Covariance);
        this.parameters = parameters;
    }

    /// <summary>The network's shape, that of each member of an ensemble, and the columns' names.</summary>
    public MdnOptions Options { get; }

    /// <summary>
    /// The number M of networks, 1 unless it is an ensemble. Its density is the mean of theirs: a mixture of M * K components, those
    /// of the first member first, with each member's weights divided by M.
    /// </summary>
    public int Members { get; }

    /// <summary>The number of weights and biases, of all members together.</summary>
    public int ParameterCount => Members * Layout.ParameterCount;

    /// <summary>What standardises the features, in their units.</summary>
    public Standardizer<T> InputScaler { get; }

    /// <summary>What standardises the targets, in their units.</summary>
    public Standardizer<T> TargetScaler { get; }

    /// <summary>The version of the format of the file it was read from; of a model just trained, the one that is written.</summary>
    internal int FormatVersion
    {
        get => field == 0 ? ModelMetadata.VersionFor(Members, InputScaler.Power is not null) : field;
        init;
    }

    /// <summary>Where a member's parameters lie.</summary>
    internal NetworkLayout Layout { get; }

    /// <summary>What makes a mixture of a member's outputs.</summary>
    internal MixtureHead<T> Head { get; }

    /// <summary>What brings a mixture into the target's units.</summary>
    internal TargetUnits<T> TargetUnits { get; }

    /// <summary>The mixture that is the answer, of all members' components.</summary>
    internal MixtureLayout Mixture { get; }

    /// <summary>Weights and biases of all members, each as <see cref="Layout"/> says.</summary>
    internal ReadOnlySpan<T> Parameters => parameters.Span;

    /// <summary>Weights and biases of a member, from 0.</summary>
    internal ReadOnlySpan<T> ParametersOf(int member) => Parameters.Slice(member * Layout.Length, Layout.Length);

    /// <summary>Reads a model from a safetensors file. Parameters stored as F32, F64, F16 or BF16 are converted to T.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no model; the message names the file and the place.</exception>
    /// <exception cref="IOException">The file cannot be read (FileNotFoundException where there is none).</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static MdnModel<T> Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ModelFile.Read<T>(path);
    }

    /// <summary>Reads a model from a safetensors file that is in memory already. Parameters are converted as from a file.</summary>
    /// <param name="file">The whole file. It is not kept, but must not change until this returns.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes are damaged or no model; the message tells the place.</exception>
    public static MdnModel<T> Load(ReadOnlyMemory<byte> file, string name = "memory")
    {
        ArgumentNullException.ThrowIfNull(name);
        return ModelFile.Read<T>(SafetensorsFile.Parse(file, name));
    }

    /// <summary>
    /// Reads a network that was trained elsewhere from a safetensors file with the tensors that <see cref="Save"/> writes, whatever its
    /// metadata: <c>layers.0.weight</c> [out, in], <c>layers.0.bias</c> [out] and so on, <c>inputs.mean</c>, <c>inputs.scale</c>,
    /// <c>targets.mean</c> and <c>targets.scale</c>, and those of a <see cref="PowerTransform{T}"/> where there is one; no others. The raw
    /// outputs are in the order of docs/pytorch.md.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the network is.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or a tensor is missing, unknown, of another shape or type, or
    /// not finite; the message names the file and the tensor.</exception>
    /// <exception cref="IOException">The file cannot be read (FileNotFoundException where there is none).</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static MdnModel<T> Import(string path, MdnOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return ModelFile.Import<T>(path, options.Checked());
    }

    /// <summary>
    /// Writes the model to a safetensors file with PyTorch's names and shapes. Written beside its target and renamed: a crash
    /// leaves the old file or the new one.
    /// </summary>
    /// <param name="path">The file, which is replaced where it exists.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ModelFile.Write(this, path);
    }

    /// <summary>One member of an ensemble as a model of its own; its parameters are copied.</summary>
    /// <param name="member">From 0, less than <see cref="Members"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such member.</exception>
    public MdnModel<T> Member(int member)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(member);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(member, Members);
        return new MdnModel<T>(Options, InputScaler, TargetScaler, ParametersOf(member));
    }

    /// <summary>A predictor with memory of its own, for one thread at a time. Whoever creates it disposes it.</summary>
    public MdnPredictor<T> CreatePredictor() => new(this);

    /// <summary>The layout of the parameters of a model with these options.</summary>
    internal static NetworkLayout LayoutOf(MdnOptions options) => NetworkLayout.Create<T>(
        options.Inputs, options.Hidden.AsSpan(), MixtureOf(options).Outputs, options.Activation);

    /// <summary>The head of a model with these options.</summary>
    /// <exception cref="NotSupportedException">T is neither float nor double.</exception>
    internal static MixtureHead<T> HeadOf(MdnOptions options) =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? new(MixtureOf(options), options.ScaleLink, Scalar.Of<T>(options.ScaleFloor))
            : throw new NotSupportedException($"a model of {typeof(T).Name}: expected float or double");

    /// <summary>The mixture of a network with these options.</summary>
    internal static MixtureLayout MixtureOf(MdnOptions options) => new(options.Components, options.Targets, options.Covariance);
}
