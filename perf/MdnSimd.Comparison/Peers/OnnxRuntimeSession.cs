using System.Runtime.CompilerServices;

namespace MdnSimd.Comparison.Peers;

/// <summary>A session over one mixture network, its input and outputs bound once to memory that does not move.</summary>
internal sealed unsafe class OnnxRuntimeSession : IDisposable
{
    private static readonly nint Environment = OnnxRuntimeApi.CreateEnvironment();

    private readonly nint session;
    private readonly nint binding;

    // Held, because the tensor over it is a bare address: the collector would take it away under the session.
    private readonly float[] inputs;
    private readonly List<nint> values = [];

    public OnnxRuntimeSession(MdnModel<float> model, ReadOnlySpan<float> inputs, int rows, int threads, OnnxMixtureNetwork.Variant variant)
    {
        int components = model.Options.Components;
        int means = components * model.Options.Targets;
        session = OnnxRuntimeApi.CreateSession(Environment, OnnxMixtureNetwork.Bytes(model, rows, variant), threads);
        binding = OnnxRuntimeApi.CreateBinding(session);
        this.inputs = Pinned(rows * model.Options.Inputs);
        inputs.CopyTo(this.inputs);
        OnnxRuntimeApi.BindInput(binding, "x", Tensor(this.inputs, rows));
        OnnxRuntimeApi.BindOutput(binding, "alpha", Tensor(Weights = Pinned(rows * components), rows));
        OnnxRuntimeApi.BindOutput(binding, "mu", Tensor(Means = Pinned(rows * means), rows));
        OnnxRuntimeApi.BindOutput(binding, "sigma", Tensor(Scales = Pinned(rows * means), rows));
    }

    public float[] Weights { get; }

    public float[] Means { get; }

    public float[] Scales { get; }

    public void Run()
    {
        OnnxRuntimeApi.Run(session, binding);
        GC.KeepAlive(inputs);
    }

    public void Dispose()
    {
        OnnxRuntimeApi.ReleaseBinding(binding);
        foreach (nint value in values)
        {
            OnnxRuntimeApi.ReleaseValue(value);
        }

        OnnxRuntimeApi.ReleaseSession(session);
    }

    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);

    private nint Tensor(float[] data, int rows)
    {
        nint value = OnnxRuntimeApi.CreateTensor((float*)Unsafe.AsPointer(ref data[0]), rows, data.Length / rows);
        values.Add(value);
        return value;
    }
}
