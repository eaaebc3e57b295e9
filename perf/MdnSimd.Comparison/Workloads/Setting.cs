using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Peers;

namespace MdnSimd.Comparison.Workloads;

/// <summary>What every workload is given: how to measure, PyTorch's processes, a folder.</summary>
internal sealed class Setting(bool quick) : IDisposable
{
    private readonly Dictionary<int, PyTorchPeer> peers = [];

    /// <summary>Whether two minutes must suffice.</summary>
    public bool Quick { get; } = quick;

    public Alternation Alternation { get; } = quick ? Alternation.Quick : Alternation.Thorough;

    public Scratch Scratch { get; } = new();

    /// <summary>PyTorch with so many threads.</summary>
    public PyTorchPeer PyTorch(int threads)
    {
        if (!peers.TryGetValue(threads, out PyTorchPeer? peer))
        {
            peers[threads] = peer = new PyTorchPeer(threads);
        }

        return peer;
    }

    public void Dispose()
    {
        foreach (PyTorchPeer peer in peers.Values)
        {
            peer.Dispose();
        }

        Scratch.Dispose();
    }
}
