using MdnSimd.Cli;

namespace MdnSimd.Tests.Cli;

/// <summary>Text that comes from files and exceptions, on its way to one line of a terminal.</summary>
public sealed class MessageTests
{
    [Theory]
    [InlineData("a\r\nb", "a b")]
    [InlineData("\n\ta \u001b[31mb\n", "a [31mb")]
    [InlineData("plain", "plain")]
    public void Line_breaks_and_control_characters_become_one_space(string text, string line) =>
        Assert.Equal(line, OneLine.Of(text));

    [Fact]
    public void Long_texts_and_long_lists_are_cut()
    {
        Assert.Equal($"'{new string('x', 60)}...'", OneLine.Quote(new string('x', 61)));
        string[] names = [.. Enumerable.Range(1, 14).Select(number => $"c{number}")];
        Assert.EndsWith("'c12' and 2 more", OneLine.Quote(names), StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_become_messages_without_the_names_of_the_code()
    {
        Assert.Equal(("Too few rows.", 1), ErrorMessage.Of(new ArgumentException("Too few rows.", "inputs")));
        Assert.Equal(("disk full", 1), ErrorMessage.Of(new IOException("disk full")));
        Assert.Equal(("interrupted", 130), ErrorMessage.Of(new OperationCanceledException()));
        Assert.Equal(("wrong", 2), ErrorMessage.Of(CommandException.Usage("wrong")));
        Assert.Equal(
            ("unexpected error: NotSupportedException: no", 1), ErrorMessage.Of(new NotSupportedException("no")));
    }
}
