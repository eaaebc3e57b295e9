using System.Runtime.InteropServices;
using MdnSimd.Native;

namespace MdnSimd.Tests.Native;

public sealed unsafe class LastErrorTests
{
    [Fact]
    public void A_message_too_long_ends_between_two_characters()
    {
        Record(new InvalidDataException(new string('\u00e9', 10_000)));
        Assert.Equal(new string('\u00e9', 8191 / 2), Text);
        Record(new InvalidDataException("\U0001F30B"));
        Assert.Equal("\U0001F30B", Text);
    }

    [Fact]
    public void Each_exception_has_its_status_and_its_argument_s_name()
    {
        (Exception, Status, string)[] cases =
        [
            (Refusal.Argument("rows", "is 0"), Status.Argument, "rows is 0"),
            (new ArgumentException("Expected 3.", "inputs"), Status.Argument, "inputs: Expected 3."),
            (new ArgumentOutOfRangeException("row", 7, "row is 7."), Status.Argument, "row is 7."),
            (new InsufficientMemoryException(), Status.Memory, "out of memory"),
            (new FileNotFoundException("no 'x'"), Status.File, "no 'x'"),
            (new UnauthorizedAccessException("locked"), Status.File, "locked"),
            (new TypeInitializationException("A", new TypeInitializationException("B", new InvalidOperationException("why"))), Status.Environment, "why"),
            (new TypeInitializationException("A", new InsufficientMemoryException()), Status.Memory, "out of memory"),
            (new InvalidCastException("never"), Status.Internal, "InvalidCastException: never"),
        ];
        foreach ((Exception error, Status status, string message) in cases)
        {
            Assert.Equal(status, Record(error));
            Assert.Equal(message, Text);
        }
    }

    [Fact]
    public void Where_there_is_no_memory_for_a_message_the_status_says_so()
    {
        Record(new InvalidDataException("before"));
        Assert.Equal(Status.Memory, Record(new NoRoom()));
        Assert.Equal("out of memory", Text);
        Assert.Equal(Status.Model, Record(new InvalidDataException("afterwards")));
        Assert.Equal("afterwards", Text);
    }

    /// <summary>An exception whose message there is no memory for.</summary>
    private sealed class NoRoom : IOException
    {
        public override string Message => throw new InsufficientMemoryException();
    }

    private static string? Text => Marshal.PtrToStringUTF8((nint)LastError.Text);

    private static Status Record(Exception error) => LastError.Record(error);
}
