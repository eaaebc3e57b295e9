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
    private readonly Process process;
    private readonly int threads;

    /// <summary>Starts Debian's Python with every pool of threads of the given size.</summary>
    public PyTorch(int threads)
    {
        this.threads = threads;
        string count = threads.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo start = new("/usr/bin/python3", [Checkout.PathOf("perf/peers/pytorch_peer.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = count;
        start.Environment["OPENBLAS_NUM_THREADS"] = count;
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
        return new Workload($"PyTorch, {(string)answer["setting"]!}", this, (string)request["name"]!);
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
