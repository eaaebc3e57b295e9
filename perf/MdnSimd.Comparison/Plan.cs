using MdnSimd.Comparison.Tables;
using MdnSimd.Comparison.Workloads;

namespace MdnSimd.Comparison;

/// <summary>Every section of a run, in the document's order.</summary>
internal static class Plan
{
    public static IReadOnlyList<(string Key, Func<Setting, Section> Run)> Sections { get; } =
    [
        ("inference", Inference.Run),
        ("training", TrainingStep.Run),
        ("large-step", LargeStep.Run),
        ("ensemble", Ensemble.Run),
        ("head", Head.Run),
        ("gemm", MatrixProducts.Run),
        ("widths", Widths.Run),
        ("elementary", ElementaryFunctions.Run),
        ("tail", Tail.Run),
        ("command-line", CommandLine.Run),
        ("sweep", Sweep.Run),
        (Widths.ChildKey, Widths.RunChild),
    ];
}
