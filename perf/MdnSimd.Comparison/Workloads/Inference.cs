using System.Text.Json.Nodes;
using CommunityToolkit.HighPerformance;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Peers;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>Features in; alpha, mu and sigma out. Against ONNX Runtime and PyTorch.</summary>
internal static class Inference
{
    public static Section Run(Setting setting)
    {
        List<Row> rows = [];
        foreach (NetworkSize size in Enum.GetValues<NetworkSize>())
        {
            foreach (int count in (ReadOnlySpan<int>)[1, 64, 1024])
            {
                Add(setting, size, count, threads: 1, rows);
                if (count > 1 && !setting.Quick)
                {
                    Add(setting, size, count, threads: 2, rows);
                }
            }
        }

        return Section.Of("inference", rows);
    }

    private static void Add(Setting setting, NetworkSize size, int count, int threads, List<Row> rows)
    {
        MdnOptions options = size.Options();
        float[,] inputs = NetworkSizes.Rows(count, options.Inputs);
        using MdnTrainer<float> trainer = new(options, new TrainingOptions { Threads = 1 });
        MdnModel<float> model = trainer.ToModel();
        using PredictorTeam team = new(model, inputs, threads);
        using LocalSubject ours = new("MdnSimd", count == 1 ? team.PredictRow : team.PredictBatch);
        team.PredictBatch();
        using Subject onnx = OnnxRuntime(team, model, inputs, threads);
        using Subject torch = PyTorch(setting, team, model, inputs, threads);
        Timing[] times = setting.Alternation.Run(ours, onnx, torch);
        long? allocated = ours.AllocatedBytes();
        string name = $"{size}, {count} {(count == 1 ? "row" : "rows")}, {threads} {(threads == 1 ? "thread" : "threads")}";
        Row row = new() { Name = name, Ours = times[0], Peer = onnx.Name, Theirs = times[1], Allocated = allocated };
        rows.Add(row with { Goal = threads == 1 ? Goal.Times(row.Ratio!.Value, Least(size, count)) : null });
        rows.Add(new Row { Name = name, Ours = times[0], Peer = torch.Name, Theirs = times[2], Allocated = allocated });
    }

    private static double Least(NetworkSize size, int count) => (size, count) switch
    {
        (NetworkSize.S, 1) => 15,
        (NetworkSize.M, 1) => 6,
        (NetworkSize.L, 1) => 2.5,
        (NetworkSize.S, 64) => 2,
        (NetworkSize.M, 64) => 1.4,
        (NetworkSize.L, 64) => 1.1,
        (NetworkSize.S, _) => 1.4,
        (NetworkSize.M, _) => 1.2,
        _ => 1.05,
    };

    /// <summary>The fastest of the graphs, every one of them checked.</summary>
    private static Subject OnnxRuntime(PredictorTeam team, MdnModel<float> model, float[,] inputs, int threads)
    {
        ReadOnlySpan<float> x = new ReadOnlySpan2D<float>(inputs).TryGetSpan(out ReadOnlySpan<float> span) ? span : default;
        List<Subject> graphs = [];
        foreach (OnnxMixtureNetwork.Variant variant in OnnxMixtureNetwork.Variant.All)
        {
            OnnxRuntimeSession session = new(model, x, inputs.GetLength(0), threads, variant);
            graphs.Add(new NativeSubject("ONNX Runtime", session.Run, threads, session));
            session.Run();
            Agreement.Check("ONNX Runtime's alpha", team.Weights, session.Weights);
            Agreement.Check("ONNX Runtime's mu", team.Means, session.Means);
            Agreement.Check("ONNX Runtime's sigma", team.Scales, session.Scales);
        }

        Timing[] times = Alternation.Trial.Run([.. graphs]);
        Subject best = graphs[Array.IndexOf(times, times.MinBy(time => time.Median))];
        graphs.ForEach(graph => (graph == best ? null : graph)?.Dispose());
        return best;
    }

    private static Subject PyTorch(Setting setting, PredictorTeam team, MdnModel<float> model, float[,] inputs, int threads)
    {
        string[] outputs = [setting.Scratch.PathOf("alpha"), setting.Scratch.PathOf("mu"), setting.Scratch.PathOf("sigma")];
        return setting.PyTorch(threads).Prepare(
            new JsonObject
            {
                ["do"] = "inference",
                ["name"] = "inference",
                ["model"] = setting.Scratch.Write("model", model),
                ["inputs"] = setting.Scratch.Write("inputs", inputs),
                ["outputs"] = new JsonArray([.. outputs.Select(path => (JsonNode)path)]),
                ["columns"] = model.Options.Inputs,
                ["components"] = model.Options.Components,
                ["dimensions"] = model.Options.Targets,
            },
            _ =>
            {
                Agreement.Check("PyTorch's alpha", team.Weights, Scratch.Read(outputs[0]));
                Agreement.Check("PyTorch's mu", team.Means, Scratch.Read(outputs[1]));
                Agreement.Check("PyTorch's sigma", team.Scales, Scratch.Read(outputs[2]));
            });
    }
}
