using System.Numerics;
using MdnSimd.Memory;
using MdnSimd.Networks;

namespace MdnSimd.Tests.Networks;

public sealed class NetworkLayoutOfFloatTests : NetworkLayoutTests<float>;

public sealed class NetworkLayoutOfDoubleTests : NetworkLayoutTests<double>;

public abstract class NetworkLayoutTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Widths of all layers, inputs and outputs included.</summary>
    public static TheoryData<int[]> Shapes =>
        new((int[][])[[1, 1], [3, 16, 2], [17, 1, 33, 15, 4], [16, 16, 16], [8, 64, 64, 15], [100, 7, 129]]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Weights_and_biases_fill_the_vector_without_gaps_or_overlaps_on_64_byte_lines(int[] widths)
    {
        NetworkLayout layout = Create(widths);
        AssertTiled(layout.Length, layout.Layers.SelectMany(
            layer => (Slice[])[new(layer.WeightOffset, layer.Inputs * layer.Stride), new(layer.BiasOffset, layer.Stride)]));
        AssertTiled(layout.TransposedLength, layout.Layers.Select(
            layer => new Slice(layer.TransposedOffset, layer.TransposedRows * layer.TransposedStride)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_layer_reads_what_the_one_before_writes_and_only_the_last_is_linear(int[] widths)
    {
        NetworkLayout layout = Create(widths);
        Assert.Equal(widths.Length - 1, layout.Layers.Length);
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            LayerLayout layer = layout.Layers[i];
            Assert.Equal((widths[i], widths[i + 1]), (layer.Inputs, layer.Outputs));
            Assert.Equal(i == 0 ? layout.InputStride : layout.Layers[i - 1].Stride, layer.TransposedStride);
            Assert.InRange(layer.Stride - layer.Outputs, 0, WorkspacePlan<T>.Granule - 1);
            Assert.Equal(layer.Outputs is 7 or 15 or 23 or 31 ? layer.Outputs + 1 : layer.Outputs, layer.TransposedRows);
            Assert.InRange(layer.TransposedStride - layer.Inputs, 0, WorkspacePlan<T>.Granule - 1);
            Assert.Equal(i == layout.Layers.Length - 1 ? Activation.Identity : Activation.Gelu, layer.Activation);
        }

        Assert.Equal((widths[0], widths[^1]), (layout.Inputs, layout.Outputs));
        Assert.Equal(WorkspacePlan<T>.Pad(widths.Max()), layout.WidestStride);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Parameters_are_counted_without_padding(int[] widths) =>
        Assert.Equal(widths.Zip(widths.Skip(1), (from, to) => (from * to) + to).Sum(), Create(widths).ParameterCount);

    [Fact]
    public void A_network_too_large_for_one_array_overflows() => Assert.Throws<OverflowException>(() => Create([1 << 16, 1 << 16, 1]));

    private static NetworkLayout Create(int[] widths) =>
        NetworkLayout.Create<T>(widths[0], widths.AsSpan()[1..^1], widths[^1], Activation.Gelu);

    private static void AssertTiled(int length, IEnumerable<Slice> slices)
    {
        int end = 0;
        foreach (Slice slice in slices.OrderBy(slice => slice.Offset))
        {
            Assert.Equal(end, slice.Offset);
            Assert.Equal(0, slice.Offset % WorkspacePlan<T>.Granule);
            end += slice.Length;
        }

        Assert.Equal(length, end);
    }
}
