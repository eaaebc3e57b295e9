using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace MdnSimd.Native;

/// <summary>The message of the last call that failed on a thread, as UTF-8 with a zero behind it.</summary>
internal static unsafe class LastError
{
    /// <summary>Bytes of a message with its zero; a longer one is cut between two characters.</summary>
    private const int Capacity = 8192;

    // Pinned, so that its address is its caller's until the thread ends; then the collector frees it.
    [ThreadStatic]
    private static byte[]? message;

    // Whether there was no memory for the message itself: what is said then is a constant of the library.
    [ThreadStatic]
    private static bool isOutOfMemory;

    private static ReadOnlySpan<byte> OutOfMemory => "out of memory"u8;

    /// <summary>The message of this thread, empty where no call has failed.</summary>
    public static byte* Text => isOutOfMemory ? Address(OutOfMemory)
        : message is null ? Address(""u8)
        : (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(message, 0);

    /// <summary>Keeps the message of what was thrown and returns its status. Throws nothing itself.</summary>
    public static Status Record(Exception error)
    {
        try
        {
            (Status status, string text) = Of(error);
            Write(text);
            isOutOfMemory = false;
            return status;
        }
        catch (OutOfMemoryException)
        {
            isOutOfMemory = true;
            return Status.Memory;
        }
    }

    private static void Write(string text)
    {
        message ??= GC.AllocateArray<byte>(Capacity, pinned: true);
        Utf8.FromUtf16(text, message.AsSpan(..^1), out _, out int written);
        message[written] = 0;
    }

    private static (Status Status, string Message) Of(Exception error) => error switch
    {
        Refusal refusal => (refusal.Status, refusal.Message),
        OutOfMemoryException => (Status.Memory, "out of memory"),
        InvalidDataException => (Status.Model, error.Message),
        IOException or UnauthorizedAccessException => (Status.File, error.Message),
        ArgumentException { ParamName: string name } => (Status.Argument, Named(name, error.Message)),

        // What the engine finds out about its environment before it can do anything: a wrong MDNSIMD_SIMD; or that memory is short already.
        TypeInitializationException { InnerException: TypeInitializationException or OutOfMemoryException } => Of(error.InnerException),
        TypeInitializationException { InnerException: InvalidOperationException inner } => (Status.Environment, inner.Message),
        _ => (Status.Internal, $"{error.GetType().Name}: {error.Message}"),
    };

    /// <summary>The engine's words without what the framework puts behind them, the argument's name before them.</summary>
    private static string Named(string name, string text)
    {
        int end = text.IndexOf(" (Parameter '", StringComparison.Ordinal);
        string words = end < 0 ? text : text[..end];
        return words.StartsWith(name, StringComparison.Ordinal) ? words : $"{name}: {words}";
    }

    private static byte* Address(ReadOnlySpan<byte> literal) =>
        (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));
}
