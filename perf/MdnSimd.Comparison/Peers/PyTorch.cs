using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MdnSimd.Comparison.Measurement;

namespace MdnSimd.Comparison.Peers;

/// <summary>
/// PyTorch in a process of its own (perf/peers/pytorch_peer.py), which takes its own times: only a line of text passes between
/// the two for each sample.
/// </summary>
internal sealed class PyTorch : IDisposable
{
    /// <summary>Freed memory up to this size stays with the process.</summary>
    private const string KeptBytes = "2000000000";

    private readonly Process process;
    private readonly int threads;
    private readonly bool wide;

    /// <summary>Starts Debian's Python with every pool of threads of the given size.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="wide">Whether it is told to use AVX-512, which it does not do by itself on processors younger than it is.</param>
    public PyTorch(int threads, bool wide)
    {
        this.threads = threads;
        this.wide = wide;
        string count = threads.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new("/usr/bin/python3", [Checkout.PathOf("perf/peers/pytorch_peer.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = count;
        start.Environment["OPENBLAS_NUM_THREADS"] = count;

        // Pages given back after each operation and faulted in for the next would cost more than most operations.
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = KeptBytes;
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = KeptBytes;
        start.Environment.Remove("OPENBLAS_CORETYPE");
        if (wide)
        {
            start.Environment["OPENBLAS_CORETYPE"] = NativePeers.WideKernels;
            start.Environment["ATEN_CPU_CAPABILITY"] = "avx512";
        }

        process = Process.Start(start) ?? throw new InvalidOperationException("python3 does not start");
        Ask(new JsonObject { ["do"] = "threads", ["count"] = threads });
    }

    /// <summary>PyTorch's version.</summary>
    public string Version => (string)Ask(new JsonObject { ["do"] = "version" })["version"]!;

    /// <summary>Prepares a workload.</summary>
    /// <param name="request">What the script asks for, "name" included.</param>
    /// <param name="answer">What it said: the setting that was fastest, and numbers to compare.</param>
    public Subject Prepare(JsonObject request, out JsonObject answer)
    {
        answer = Ask(request);
        return new Workload($"PyTorch, {(string)answer["setting"]!}{(wide ? ", AVX-512" : "")}", this, (string)request["name"]!);
    }

    /// <summary>Drops all workloads.</summary>
    public void Forget() => Ask(new JsonObject { ["do"] = "forget" });

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000))
        {
            process.Kill();
        }

        process.Dispose();
    }

    private JsonObject Ask(JsonObject request)
    {
        process.StandardInput.WriteLine(request.ToJsonString(JsonSerializerOptions.Default));
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("pytorch_peer.py ended");
        JsonObject answer = JsonNode.Parse(line)!.AsObject();
        return answer["error"] is JsonNode error ? throw new InvalidOperationException($"PyTorch: {error}") : answer;
    }

    private sealed class Workload(string name, PyTorch owner, string key) : Subject(name)
    {
        public override double Measure(int iterations) =>
            (double)owner.Ask(new JsonObject { ["do"] = "run", ["name"] = key, ["iterations"] = iterations })["ns"]!;

        public override void Settle()
        {
            if (owner.threads > 1)
            {
                Thread.Sleep(5);
            }
        }
    }
}
