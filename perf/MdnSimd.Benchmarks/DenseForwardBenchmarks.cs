using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd.Benchmarks;

/// <summary>One dense layer, 64 -> 64, tanh, bias and activation fused.</summary>
[MemoryDiagnoser]
public class DenseForwardBenchmarks
{
    private readonly NetworkLayout layout = NetworkLayout.Create<float>(64, [], 64, Activation.Identity);
    private NetworkWorkspace<float> workspace = null!;
    private LayerLayout layer = null!;
    private float[] parameters = null!;

    [Params(1, 64, 1024)]
    public int Rows { get; set; }

    [Params(Activation.Identity, Activation.Tanh)]
    public Activation Activation { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        workspace = NetworkWorkspace<float>.ForInference(layout, Rows);
        layer = layout.Layers[0] with { Activation = Activation };
        parameters = new float[layout.Length];
        WeightInitializer.Fill<float>(layout, Initialization.Glorot, 1, parameters);
        workspace.Inputs.Of(workspace.Memory).Fill(0.5f);
    }

    [GlobalCleanup]
    public void Cleanup() => workspace.Dispose();

    [Benchmark]
    public void Forward()
    {
        Work work = new(this);
        SimdWidth.Run<Work, float>(ref work);
    }

    private readonly struct Work(DenseForwardBenchmarks owner) : ISimdWork<float>
    {
        public void Run<TVector>()
            where TVector : struct, ISimd<TVector, float>
        {
            NetworkWorkspace<float> workspace = owner.workspace;
            ref float x = ref MemoryMarshal.GetReference(workspace.Inputs.Of(workspace.Memory));
            ref float y = ref MemoryMarshal.GetReference(workspace.Outputs[0].Of(workspace.Memory));
            DenseLayer<TVector, float>.Forward(owner.layer, ref owner.parameters[0], ref x, owner.layout.InputStride, owner.Rows, ref y, ref y);
        }
    }
}
