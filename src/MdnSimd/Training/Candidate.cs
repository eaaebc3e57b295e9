namespace MdnSimd.Training;

/// <summary>One way to train networks.</summary>
/// <param name="Name">What sets it apart, in a few words.</param>
/// <param name="Network">The networks.</param>
/// <param name="Training">How to train them; its members are those of the ensemble that is wanted in the end.</param>
internal sealed record Candidate(string Name, MdnOptions Network, TrainingOptions Training)
{
    /// <summary>What a row costs beside the products, in multiplications: copying, noise, the mixture, the optimizer's share.</summary>
    private const double WorkPerRow = 2000;

    /// <summary>Whether it looks at the features at all.</summary>
    public bool IsConditional { get; init; } = true;

    /// <summary>About how much work so many fits to so many rows are: multiplications of a forward pass.</summary>
    public double Work(int fits, int rows) =>
        (double)fits * rows * Training.Epochs * (MdnModel<float>.LayoutOf(Network).ParameterCount + WorkPerRow);
}
