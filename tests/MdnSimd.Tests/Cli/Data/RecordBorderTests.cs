using System.Text;
using MdnSimd.Cli.Data;

namespace MdnSimd.Tests.Cli.Data;

public sealed class RecordBorderTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("y,x", 0)]
    [InlineData("\n\r\n", 0)]
    [InlineData("y,x\n1,2\n", 4)]
    [InlineData("\n\r\ny,x\n1,2\n", 7)]
    [InlineData("y,x\r\n1", 5)]
    [InlineData("y,x\r1", 4)]
    [InlineData("y,x\r", 0)]
    [InlineData("\"y\n\",x\n1", 7)]
    [InlineData("\"y\"\"\n\",x\n1", 9)]
    [InlineData("\"y\n1,2\n", 0)]
    public void The_first_record_ends_at_the_first_line_break_outside_quotes(string text, int border) =>
        Assert.Equal(border, RecordBorder.First(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", 0)]
    [InlineData("1,2", 0)]
    [InlineData("1,2\n3,4\n5", 8)]
    [InlineData("1,2\n3,4\n", 8)]
    [InlineData("1,2\r\n3,4\r\n", 10)]
    [InlineData("1,2\r\n3,4\r", 5)]
    [InlineData("1,2\r3,4\r5", 8)]
    [InlineData("1,\"a\nb\"\n2,\"c\nd", 8)]
    [InlineData("1,\"a\nb\"\"\n\n", 0)]
    [InlineData("1,\"a\"\n\n\n", 8)]
    public void The_last_record_ends_at_the_last_line_break_outside_quotes(string text, int border) =>
        Assert.Equal(border, RecordBorder.Last(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 0)]
    [InlineData("a\nb\n", 2)]
    [InlineData("a\r\nb\r\n", 2)]
    [InlineData("a\rb\r", 2)]
    [InlineData("\n\r\r\n\n", 4)]
    public void A_line_break_is_LF_or_CR_LF_or_CR(string text, int breaks) =>
        Assert.Equal(breaks, RecordBorder.LineBreaks(Encoding.UTF8.GetBytes(text)));
}
