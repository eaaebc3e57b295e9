using System.Numerics;
using System.Runtime.InteropServices;

namespace MdnSimd.Tests;

/// <summary>Where a copy lies.</summary>
internal enum Place
{
    /// <summary>With room on both sides, filled with NaN: for the result that the others must give too.</summary>
    Roomy,

    /// <summary>What lies before it must not be touched.</summary>
    AtStart,

    /// <summary>What lies after it must not be touched.</summary>
    AtEnd,
}

/// <summary>A copy of numbers in <see cref="GuardedMemory{T}"/>, for kernels that are given the first of them.</summary>
internal sealed class GuardedCopy<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Room = 300;

    private readonly GuardedMemory<T> memory;
    private readonly int length;
    private readonly Place place;

    /// <summary>Copies <paramref name="content"/>, which may be empty: then not even the first number may be touched.</summary>
    public GuardedCopy(ReadOnlySpan<T> content, Place place)
    {
        length = content.Length;
        this.place = place;
        memory = new GuardedMemory<T>(length + (place == Place.Roomy ? 2 * Room : 0));
        if (place == Place.Roomy)
        {
            memory.AtStart(length + (2 * Room)).Fill(T.NaN);
        }

        content.CopyTo(Span);
    }

    /// <summary>A place for results: NaN until they are written.</summary>
    public static GuardedCopy<T> Unwritten(int length, Place place)
    {
        T[] content = new T[length];
        Array.Fill(content, T.NaN);
        return new GuardedCopy<T>(content, place);
    }

    public Span<T> Span => place switch
    {
        Place.AtStart => memory.AtStart(length),
        Place.AtEnd => memory.AtEnd(length),
        _ => memory.AtStart(length + Room)[Room..],
    };

    public ref T First => ref MemoryMarshal.GetReference(Span);

    /// <summary>
    /// Fails unless <paramref name="run"/> gives the same numbers at the start and at the end of guarded memory as with room
    /// around everything.
    /// </summary>
    /// <param name="run">Puts all that it needs into the place and returns all that was written.</param>
    public static T[][] AssertSameInEveryPlace(Func<Place, T[][]> run)
    {
        T[][] expected = run(Place.Roomy);
        Assert.Equal(expected, run(Place.AtStart));
        Assert.Equal(expected, run(Place.AtEnd));
        return expected;
    }

    public void Dispose() => memory.Dispose();
}
