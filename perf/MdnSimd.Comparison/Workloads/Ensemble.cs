using System.Text.Json.Nodes;
using MdnSimd.Benchmarks;
using MdnSimd.Comparison.Measurement;
using MdnSimd.Comparison.Tables;

namespace MdnSimd.Comparison.Workloads;

/// <summary>
/// A hundred networks 13 -> 50 -> 50 (relu), K 3, D 1, batch 64, AdamW, each on rows of its own. They have nothing to do with one
/// another: ours are trained one after the other, each while it is in the cache; PyTorch trains all at once as one batched network.
/// </summary>
internal static class Ensemble
{
    private const int Networks = 100;
    private const int Rows = 64;
    private const int CheckedSteps = 3;

    /// <summary>Steps of one network before it is the next one's turn.</summary>
    private const int StepsInARow = 20;

    private const double Rate = 1e-4;

    private static readonly MdnOptions Options = new()
    {
        Inputs = 13,
        Hidden = [50, 50],
        Components = 3,
        Targets = 1,
        Activation = Activation.Relu,
    };

    public static Section Run(Setting setting)
    {
        float[,] allInputs = NetworkSizes.Rows(Networks * Rows, Options.Inputs);
        float[,] allTargets = NetworkSizes.Rows(Networks * Rows, Options.Targets);
        Member[] members = [.. Enumerable.Range(0, Networks).Select(i => new Member(i, allInputs, allTargets))];
        JsonArray models = [.. members.Select((member, i) => (JsonNode)setting.Scratch.Write($"member{i}", member.Trainer.ToModel()))];
        string after = setting.Scratch.PathOf("parameters");
        float[] losses = Step(members);
        float[] parameters = [.. members.SelectMany(member => ParameterList.Of(member.Trainer.ToModel()))];
        using Subject theirs = setting.PyTorch(1).Prepare(
            new JsonObject
            {
                ["do"] = "ensemble",
                ["name"] = "ensemble",
                ["models"] = models,
                ["inputs"] = setting.Scratch.Write("inputs", allInputs),
                ["targets"] = setting.Scratch.Write("targets", allTargets),
                ["outputs"] = new JsonArray(after),
                ["columns"] = Options.Inputs,
                ["components"] = Options.Components,
                ["dimensions"] = Options.Targets,
                ["rate"] = Rate,
                ["steps"] = CheckedSteps,
            },
            answer =>
            {
                Agreement.Check("PyTorch's losses", losses, [.. answer["losses"]!.AsArray().Select(loss => (float)(double)loss!)]);
                Agreement.Check("PyTorch's parameters after three steps", parameters, Scratch.Read(after));
            });
        using LocalSubject ours = new("MdnSimd", () => TrainAll(members), [.. members.Select(member => member.Trainer)]);
        Timing[] times = setting.Alternation.Run(ours, theirs);
        Row row = new()
        {
            Name = "one network's step, 1 thread",
            Ours = times[0].Per(Networks * StepsInARow),
            Peer = theirs.Name,
            Theirs = times[1].Per(Networks),
            Allocated = ours.AllocatedBytes(),
        };
        return Section.Of("ensemble", [row with { Goal = Goal.Times(row.Ratio!.Value, 6) }]);
    }

    private static void TrainAll(Member[] members)
    {
        foreach (Member member in members)
        {
            for (int step = 0; step < StepsInARow; step++)
            {
                member.Step();
            }
        }
    }

    /// <summary>Takes the steps that are compared; the losses of the last.</summary>
    private static float[] Step(Member[] members)
    {
        float[] losses = new float[members.Length];
        for (int step = 0; step < CheckedSteps; step++)
        {
            for (int i = 0; i < members.Length; i++)
            {
                losses[i] = (float)members[i].Step();
            }
        }

        return losses;
    }

    /// <summary>One network and its rows.</summary>
    private sealed class Member
    {
        private readonly float[,] inputs = new float[Rows, Options.Inputs];
        private readonly float[,] targets = new float[Rows, Options.Targets];

        public Member(int index, float[,] allInputs, float[,] allTargets)
        {
            Array.Copy(allInputs, index * inputs.Length, inputs, 0, inputs.Length);
            Array.Copy(allTargets, index * targets.Length, targets, 0, targets.Length);
            Trainer = new MdnTrainer<float>(
                Options,
                new TrainingOptions { Threads = 1, LearningRate = Rate, ClipNorm = null, Seed = (ulong)index + 1 });
        }

        public MdnTrainer<float> Trainer { get; }

        public double Step() => Trainer.Step(inputs, targets);
    }
}
