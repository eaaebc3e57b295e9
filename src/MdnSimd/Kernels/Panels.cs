using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Simd;

namespace MdnSimd.Kernels;

/// <summary>
/// One row of a register tile: one to four, eight or sixteen vectors side by side. A tile kernel is written once, generic over the
/// panel, and keeps as many accumulator panels as it has rows.
/// </summary>
/// <remarks>
/// Implementations hold their vectors in named fields: the JIT keeps those in registers, an array it does not. How many registers a tile takes stands there.
/// </remarks>
internal interface IPanel<TSelf, TVector, T>
    where TSelf : struct, IPanel<TSelf, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract TSelf Zero { get; }

    static abstract TSelf Load(ref T origin, nint offset);

    static abstract void Store(TSelf panel, ref T origin, nint offset);

    /// <summary>Adds scale * row, vector by vector.</summary>
    void Accumulate(TVector scale, TSelf row);

    /// <summary>left + right, vector by vector.</summary>
    static abstract TSelf Add(TSelf left, TSelf right);
}

/// <summary>A panel of one vector.</summary>
internal struct Panel1<TVector, T>(TVector v0) : IPanel<Panel1<TVector, T>, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TVector v0 = v0;

    public static Panel1<TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TVector.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel1<TVector, T> Load(ref T origin, nint offset) => new(TVector.Load(ref origin, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel1<TVector, T> panel, ref T origin, nint offset) => TVector.Store(panel.v0, ref origin, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(TVector scale, Panel1<TVector, T> row)
    {
        TVector.Accumulate(scale, row.v0, ref v0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel1<TVector, T> Add(Panel1<TVector, T> left, Panel1<TVector, T> right) =>
        new(left.v0 + right.v0);
}

/// <summary>A panel of two vectors.</summary>
internal struct Panel2<TVector, T>(TVector v0, TVector v1) : IPanel<Panel2<TVector, T>, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TVector v0 = v0;
    private TVector v1 = v1;

    public static Panel2<TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TVector.Zero, TVector.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel2<TVector, T> Load(ref T origin, nint offset) =>
        new(TVector.Load(ref origin, offset), TVector.Load(ref origin, offset + TVector.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel2<TVector, T> panel, ref T origin, nint offset)
    {
        TVector.Store(panel.v0, ref origin, offset);
        TVector.Store(panel.v1, ref origin, offset + TVector.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(TVector scale, Panel2<TVector, T> row)
    {
        TVector.Accumulate(scale, row.v0, ref v0);
        TVector.Accumulate(scale, row.v1, ref v1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel2<TVector, T> Add(Panel2<TVector, T> left, Panel2<TVector, T> right) =>
        new(left.v0 + right.v0, left.v1 + right.v1);
}

/// <summary>A panel of three vectors.</summary>
internal struct Panel3<TVector, T>(TVector v0, TVector v1, TVector v2) : IPanel<Panel3<TVector, T>, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TVector v0 = v0;
    private TVector v1 = v1;
    private TVector v2 = v2;

    public static Panel3<TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TVector.Zero, TVector.Zero, TVector.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel3<TVector, T> Load(ref T origin, nint offset) => new(
        TVector.Load(ref origin, offset),
        TVector.Load(ref origin, offset + TVector.Count),
        TVector.Load(ref origin, offset + (2 * TVector.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel3<TVector, T> panel, ref T origin, nint offset)
    {
        TVector.Store(panel.v0, ref origin, offset);
        TVector.Store(panel.v1, ref origin, offset + TVector.Count);
        TVector.Store(panel.v2, ref origin, offset + (2 * TVector.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(TVector scale, Panel3<TVector, T> row)
    {
        TVector.Accumulate(scale, row.v0, ref v0);
        TVector.Accumulate(scale, row.v1, ref v1);
        TVector.Accumulate(scale, row.v2, ref v2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel3<TVector, T> Add(Panel3<TVector, T> left, Panel3<TVector, T> right) =>
        new(left.v0 + right.v0, left.v1 + right.v1, left.v2 + right.v2);
}

/// <summary>A panel of four vectors: for a single row, whose few accumulators would otherwise wait for one another.</summary>
internal struct Panel4<TVector, T>(TVector v0, TVector v1, TVector v2, TVector v3) : IPanel<Panel4<TVector, T>, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TVector v0 = v0;
    private TVector v1 = v1;
    private TVector v2 = v2;
    private TVector v3 = v3;

    public static Panel4<TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TVector.Zero, TVector.Zero, TVector.Zero, TVector.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel4<TVector, T> Load(ref T origin, nint offset) => new(
        TVector.Load(ref origin, offset),
        TVector.Load(ref origin, offset + TVector.Count),
        TVector.Load(ref origin, offset + (2 * TVector.Count)),
        TVector.Load(ref origin, offset + (3 * TVector.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel4<TVector, T> panel, ref T origin, nint offset)
    {
        TVector.Store(panel.v0, ref origin, offset);
        TVector.Store(panel.v1, ref origin, offset + TVector.Count);
        TVector.Store(panel.v2, ref origin, offset + (2 * TVector.Count));
        TVector.Store(panel.v3, ref origin, offset + (3 * TVector.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(TVector scale, Panel4<TVector, T> row)
    {
        TVector.Accumulate(scale, row.v0, ref v0);
        TVector.Accumulate(scale, row.v1, ref v1);
        TVector.Accumulate(scale, row.v2, ref v2);
        TVector.Accumulate(scale, row.v3, ref v3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel4<TVector, T> Add(Panel4<TVector, T> left, Panel4<TVector, T> right) =>
        new(left.v0 + right.v0, left.v1 + right.v1, left.v2 + right.v2, left.v3 + right.v3);
}

/// <summary>Two panels of four vectors side by side: for a single row of a wide layer.</summary>
internal struct Panel8<TVector, T>(Panel4<TVector, T> left, Panel4<TVector, T> right) : IPanel<Panel8<TVector, T>, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Panel4<TVector, T> left = left;
    private Panel4<TVector, T> right = right;

    public static Panel8<TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Panel4<TVector, T>.Zero, Panel4<TVector, T>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel8<TVector, T> Load(ref T origin, nint offset) => new(
        Panel4<TVector, T>.Load(ref origin, offset),
        Panel4<TVector, T>.Load(ref origin, offset + (4 * TVector.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel8<TVector, T> panel, ref T origin, nint offset)
    {
        Panel4<TVector, T>.Store(panel.left, ref origin, offset);
        Panel4<TVector, T>.Store(panel.right, ref origin, offset + (4 * TVector.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(TVector scale, Panel8<TVector, T> row)
    {
        left.Accumulate(scale, row.left);
        right.Accumulate(scale, row.right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel8<TVector, T> Add(Panel8<TVector, T> left, Panel8<TVector, T> right) =>
        new(Panel4<TVector, T>.Add(left.left, right.left), Panel4<TVector, T>.Add(left.right, right.right));
}

/// <summary>Four panels of four vectors side by side: for a single row of a very wide layer, with 32 registers.</summary>
internal struct Panel16<TVector, T>(
    Panel4<TVector, T> p0, Panel4<TVector, T> p1, Panel4<TVector, T> p2, Panel4<TVector, T> p3) : IPanel<Panel16<TVector, T>, TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Panel4<TVector, T> p0 = p0;
    private Panel4<TVector, T> p1 = p1;
    private Panel4<TVector, T> p2 = p2;
    private Panel4<TVector, T> p3 = p3;

    public static Panel16<TVector, T> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Panel4<TVector, T>.Zero, Panel4<TVector, T>.Zero, Panel4<TVector, T>.Zero, Panel4<TVector, T>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel16<TVector, T> Load(ref T origin, nint offset) => new(
        Panel4<TVector, T>.Load(ref origin, offset),
        Panel4<TVector, T>.Load(ref origin, offset + (4 * TVector.Count)),
        Panel4<TVector, T>.Load(ref origin, offset + (8 * TVector.Count)),
        Panel4<TVector, T>.Load(ref origin, offset + (12 * TVector.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Panel16<TVector, T> panel, ref T origin, nint offset)
    {
        Panel4<TVector, T>.Store(panel.p0, ref origin, offset);
        Panel4<TVector, T>.Store(panel.p1, ref origin, offset + (4 * TVector.Count));
        Panel4<TVector, T>.Store(panel.p2, ref origin, offset + (8 * TVector.Count));
        Panel4<TVector, T>.Store(panel.p3, ref origin, offset + (12 * TVector.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Accumulate(TVector scale, Panel16<TVector, T> row)
    {
        p0.Accumulate(scale, row.p0);
        p1.Accumulate(scale, row.p1);
        p2.Accumulate(scale, row.p2);
        p3.Accumulate(scale, row.p3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel16<TVector, T> Add(Panel16<TVector, T> left, Panel16<TVector, T> right) =>
        new(Panel4<TVector, T>.Add(left.p0, right.p0),
            Panel4<TVector, T>.Add(left.p1, right.p1),
            Panel4<TVector, T>.Add(left.p2, right.p2),
            Panel4<TVector, T>.Add(left.p3, right.p3));
}
