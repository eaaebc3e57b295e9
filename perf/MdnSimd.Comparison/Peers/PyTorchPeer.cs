using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;
using MdnSimd.Comparison.Measurement;

namespace MdnSimd.Comparison.Peers;

/// <summary>PyTorch as it comes and, where the processor has them, with AVX-512 kernels: whichever is faster at a workload.</summary>
internal sealed class PyTorchPeer(int threads) : IDisposable
{
    private readonly PyTorch[] processes = Avx512F.IsSupported
        ? [new PyTorch(threads, wide: false), new PyTorch(threads, wide: true)]
        : [new PyTorch(threads, wide: false)];

    /// <summary>PyTorch's version.</summary>
    public string Version => processes[0].Version;

    /// <summary>Prepares a workload in place of the last one.</summary>
    /// <param name="request">What the script asks for, "name" included.</param>
    /// <param name="check">Compares what it said and wrote with our numbers.</param>
    public Subject Prepare(JsonObject request, Action<JsonObject> check)
    {
        Subject[] subjects = new Subject[processes.Length];
        for (int i = 0; i < processes.Length; i++)
        {
            processes[i].Forget();
            subjects[i] = processes[i].Prepare(request, out JsonObject answer);
            check(answer);
        }

        Timing[] times = Alternation.Trial.Run(subjects);
        return subjects[Array.IndexOf(times, times.MinBy(time => time.Median))];
    }

    public void Dispose() => Array.ForEach(processes, process => process.Dispose());
}
