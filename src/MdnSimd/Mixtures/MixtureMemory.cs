using System.Numerics;
using System.Runtime.InteropServices;

namespace MdnSimd.Mixtures;

/// <summary>The caller's memory, divided among the parts of a mixture that is derived from another.</summary>
internal readonly ref struct MixtureMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Divides <paramref name="memory"/>, which is checked for its length.</summary>
    /// <param name="memory">At least <see cref="Length"/>.</param>
    /// <param name="components">K.</param>
    /// <param name="dimensions">D of the derived mixture.</param>
    /// <param name="coupled">Whether there are precision factors.</param>
    public MixtureMemory(Span<T> memory, int components, int dimensions, bool coupled)
    {
        int length = Length(components, dimensions, coupled);
        if (memory.Length < length)
        {
            throw new ArgumentException(
                $"Expected room for {length} values or more (MemoryLength of K = {components} components and D = {dimensions} "
                + $"dimensions), got [{memory.Length}].",
                nameof(memory));
        }

        Scratch = MemoryMarshal.Cast<T, double>(memory[..ScratchLength(components)]);
        Span<T> rest = memory[ScratchLength(components)..];
        int means = components * dimensions;
        Weights = rest[..components];
        LogWeights = rest.Slice(components, components);
        Means = rest.Slice(2 * components, means);
        Scales = rest.Slice((2 * components) + means, means);
        PrecisionFactors = coupled ? rest.Slice(2 * (components + means), means * dimensions) : [];
    }

    /// <summary>[K] numbers in double, until the mixture is finished.</summary>
    public Span<double> Scratch { get; }

    /// <summary>[K].</summary>
    public Span<T> Weights { get; }

    /// <summary>[K].</summary>
    public Span<T> LogWeights { get; }

    /// <summary>[K*D].</summary>
    public Span<T> Means { get; }

    /// <summary>[K*D].</summary>
    public Span<T> Scales { get; }

    /// <summary>[K*D*D] or empty.</summary>
    public Span<T> PrecisionFactors { get; }

    /// <summary>How many values all parts take together.</summary>
    public static int Length(int components, int dimensions, bool coupled) => checked(
        ScratchLength(components) + (components * (2 + (2 * dimensions) + (coupled ? dimensions * dimensions : 0))));

    private static int ScratchLength(int components) => checked(components * (typeof(T) == typeof(float) ? 2 : 1));
}
