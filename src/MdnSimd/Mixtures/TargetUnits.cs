using System.Numerics;
using MdnSimd.Memory;

namespace MdnSimd.Mixtures;

/// <summary>How a mixture in standard deviations of the target becomes one in the target's units, prepared once.</summary>
internal sealed class TargetUnits<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="layout">K and D.</param>
    /// <param name="offsets">The targets' means, [D].</param>
    /// <param name="units">The targets' standard deviations, [D].</param>
    public TargetUnits(MixtureLayout layout, ReadOnlySpan<T> offsets, ReadOnlySpan<T> units)
    {
        Offsets = offsets.ToArray();
        Units = units.ToArray();
        OffsetsByElement = Repeat(Offsets, layout.Components);
        UnitsByElement = Repeat(Units, layout.Components);
        Ceilings = new T[WorkspacePlan<T>.Pad(layout.Components)];
        Array.Fill(Ceilings, T.NegativeInfinity);
        Ceilings.AsSpan(0, layout.Components).Fill(T.PositiveInfinity);
    }

    /// <summary>The targets' means, [D].</summary>
    public T[] Offsets { get; }

    /// <summary>The targets' standard deviations, [D].</summary>
    public T[] Units { get; }

    /// <summary><see cref="Offsets"/> once for every component, [K * D], padded to whole 64-byte lines.</summary>
    public T[] OffsetsByElement { get; }

    /// <summary><see cref="Units"/> likewise.</summary>
    public T[] UnitsByElement { get; }

    /// <summary>What limits the logits of a row in whole vectors: infinity for each of K, -infinity for what lies beyond.</summary>
    public T[] Ceilings { get; }

    private static T[] Repeat(T[] values, int times)
    {
        T[] repeated = new T[WorkspacePlan<T>.Pad(values.Length * times)];
        for (int i = 0; i < times; i++)
        {
            values.CopyTo(repeated, i * values.Length);
        }

        return repeated;
    }
}
