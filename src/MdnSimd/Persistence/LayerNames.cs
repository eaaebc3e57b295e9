using System.Globalization;

namespace MdnSimd.Persistence;

/// <summary>
/// What files call the tensors of a layer: as PyTorch does in a stack of linear layers, and in an ensemble behind the member's number.
/// Written into the caller's memory: a file can ask for hundreds of thousands.
/// </summary>
internal static class LayerNames
{
    /// <summary>Characters that suffice for any.</summary>
    public const int Longest = 64;

    /// <summary>The name of a weight matrix.</summary>
    /// <param name="buffer">Room for <see cref="Longest"/> characters.</param>
    /// <param name="member">The network, from 0.</param>
    /// <param name="members">How many there are.</param>
    /// <param name="layer">The layer, from 0.</param>
    public static ReadOnlySpan<char> Weight(Span<char> buffer, int member, int members, int layer) =>
        Name(buffer, member, members, layer, "weight");

    /// <summary>The name of a bias.</summary>
    public static ReadOnlySpan<char> Bias(Span<char> buffer, int member, int members, int layer) =>
        Name(buffer, member, members, layer, "bias");

    /// <summary>As <see cref="Weight(Span{char}, int, int, int)"/>, a string.</summary>
    public static string Weight(int member, int members, int layer) => new(Weight(stackalloc char[Longest], member, members, layer));

    /// <summary>As <see cref="Bias(Span{char}, int, int, int)"/>, a string.</summary>
    public static string Bias(int member, int members, int layer) => new(Bias(stackalloc char[Longest], member, members, layer));

    private static Span<char> Name(Span<char> buffer, int member, int members, int layer, string part)
    {
        int prefix = 0;
        if (members > 1)
        {
            buffer.TryWrite(CultureInfo.InvariantCulture, $"members.{member}.", out prefix);
        }

        buffer[prefix..].TryWrite(CultureInfo.InvariantCulture, $"layers.{layer}.{part}", out int rest);
        return buffer[..(prefix + rest)];
    }
}
