using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

public class ExcerptTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("layers.0.weight", "layers.0.weight")]
    [InlineData("größe 量 😀", "größe 量 😀")]
    [InlineData("a\0\t\u001B[31m\u007F\u0085", "a\\u0000\\u0009\\u001B[31m\\u007F\\u0085")]
    [InlineData("\u202Ecod.exe\u2028\u200B\uFEFF", "\\u202Ecod.exe\\u2028\\u200B\\uFEFF")]
    [InlineData("\uFFFD", "\uFFFD")]
    [InlineData("\U000E0041", "\\uDB40\\uDC41")]
    public void What_is_visible_stays_and_the_rest_is_escaped(string text, string shown) => Assert.Equal(shown, Excerpt.Of(text));

    [Fact]
    public void Halves_of_surrogate_pairs_are_escaped() => Assert.Equal("\\uD800a\\uDC00", Excerpt.Of("\uD800a\uDC00"));

    [Fact]
    public void Long_text_is_cut_between_characters()
    {
        Assert.Equal(new string('x', 64), Excerpt.Of(new string('x', 64)));
        Assert.Equal(new string('x', 64) + "…", Excerpt.Of(new string('x', 65)));
        Assert.Equal(new string('x', 63) + "😀…", Excerpt.Of(new string('x', 63) + "😀y"));
    }

    [Fact]
    public void Of_bytes_only_the_beginning_is_looked_at()
    {
        byte[] bytes = new byte[100_000_000];
        bytes.AsSpan(0, 1000).Fill((byte)'x');
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(new string('x', 64) + "…", Excerpt.Of(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }
}
