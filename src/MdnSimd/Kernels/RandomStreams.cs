namespace MdnSimd.Kernels;

/// <summary>Which stream of the seed serves which purpose, so that no two draw the same numbers. Layers draw from 0, 1, ...</summary>
internal static class RandomStreams
{
    /// <summary>Which rows are held out.</summary>
    public const ulong Split = 1UL << 32;

    /// <summary>The order of rows in epoch 0; epoch e draws from the e-th stream behind it.</summary>
    public const ulong Order = 2UL << 32;

    /// <summary>Which component's mean starts where.</summary>
    public const ulong Components = 3UL << 32;

    /// <summary>The seeds of an ensemble's members.</summary>
    public const ulong Members = 4UL << 32;

    /// <summary>Where the search for the targets' mixture begins.</summary>
    public const ulong Start = 5UL << 32;

    /// <summary>Noise on the features in epoch 0; epoch e draws from the e-th stream behind it.</summary>
    public const ulong InputNoise = 6UL << 32;

    /// <summary>Noise on the targets, likewise.</summary>
    public const ulong TargetNoise = 7UL << 32;

    /// <summary>The seeds of the networks of a cross-validation.</summary>
    public const ulong Folds = 8UL << 32;
}
