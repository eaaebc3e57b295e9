using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Tests.Simd;

namespace MdnSimd.Tests.Kernels;

public class ElementwiseTests
{
    public static TheoryData<string> Names => new(FunctionUnderTest.All.Select(function => function.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float_an_element_is_the_same_at_every_length_and_position_and_nothing_else_is_touched(string name) =>
        CheckLengths<float>(FunctionUnderTest.Named(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void In_double_an_element_is_the_same_at_every_length_and_position_and_nothing_else_is_touched(string name) =>
        CheckLengths<double>(FunctionUnderTest.Named(name));

    [Fact]
    public void A_destination_that_is_too_short_is_refused_with_both_lengths()
    {
        ArgumentException error =
            Assert.Throws<ArgumentException>("destination", () => Elementwise.Apply<Exp, float>(new float[5], new float[4]));
        Assert.Contains('5', error.Message);
        Assert.Contains('4', error.Message);
    }

    [Fact]
    public void A_destination_that_overlaps_the_source_in_part_is_refused()
    {
        float[] values = new float[9];
        Assert.Throws<ArgumentException>(() => Elementwise.Apply<Exp, float>(values.AsSpan(0, 8), values.AsSpan(1, 8)));
    }

    [Fact]
    public void A_destination_may_be_longer_and_keeps_its_other_elements()
    {
        float[] values = [0, 0, 0, 7];
        Elementwise.Apply<Exp, float>(new float[3], values);
        Assert.Equal([1f, 1f, 1f, 7f], values);
    }

    /// <summary>Source and destination at both ends of guarded memory, hence at every alignment; apart and in place.</summary>
    private static void CheckLengths<T>(FunctionUnderTest function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int longest = (2 * 64 / Unsafe.SizeOf<T>()) + 1;
        T[] arguments = new T[longest];
        Random random = new(7);
        for (int i = 0; i < longest; i++)
        {
            (float low, float high) = function.Range;
            arguments[i] = T.CreateTruncating(low + ((high - low) * random.NextDouble()));
        }

        using GuardedMemory<T> from = new(longest);
        using GuardedMemory<T> to = new(longest);
        foreach (int bits in AtWidth.All)
        {
            T[] expected = Array.ConvertAll(arguments, x => function.At(bits, x));
            for (int length = 0; length <= longest; length++)
            {
                foreach (bool atEnd in (bool[])[false, true])
                {
                    Span<T> room = atEnd ? to.AtEnd(longest) : to.AtStart(longest);
                    Span<T> source = atEnd ? from.AtEnd(length) : from.AtStart(length);
                    Span<T> destination = atEnd ? room[^length..] : room[..length];
                    Span<T> beside = atEnd ? room[..^length] : room[length..];
                    room.Clear();
                    arguments.AsSpan(0, length).CopyTo(source);
                    function.Apply(bits, source, destination);
                    AssertSameBits(expected, destination, $"{function.Name}, {bits} bits, length {length}");
                    AssertSameBits(arguments, source, $"source of {function.Name}, {bits} bits, length {length}");
                    Assert.False(beside.ContainsAnyExcept(T.Zero), $"{bits} bits, length {length}: written beside the span.");

                    function.Apply(bits, source, source);
                    AssertSameBits(expected, source, $"{function.Name} in place, {bits} bits, length {length}");
                }
            }
        }
    }

    private static void AssertSameBits<T>(T[] expected, ReadOnlySpan<T> actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.True(expected[i].Equals(actual[i]), $"{what}: element {i} is {actual[i]}, not {expected[i]}.");
        }
    }
}
