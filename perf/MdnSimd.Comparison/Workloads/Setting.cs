using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Peers;

namespace MdnSimd.Comparison.Workloads;

/// <summary>What every workload is given: how to measure, the peer's processes, a folder.</summary>
internal sealed class Setting(bool quick) : IDisposable
{
    private readonly Dictionary<int, PyTorch> processes = [];

    /// <summary>Whether two minutes must suffice.</summary>
    public bool Quick { get; } = quick;

    public Alternation Alternation { get; } = quick ? Alternation.Quick : Alternation.Thorough;

    public Scratch Scratch { get; } = new();

    /// <summary>The process of PyTorch with so many threads.</summary>
    public PyTorch PyTorch(int threads)
    {
        if (!processes.TryGetValue(threads, out PyTorch? process))
        {
            processes[threads] = process = new PyTorch(threads);
        }

        return process;
    }

    public void Dispose()
    {
        foreach (PyTorch process in processes.Values)
        {
            process.Dispose();
        }

        Scratch.Dispose();
    }
}
