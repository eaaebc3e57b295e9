using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

/// <summary>
/// Headers made to cost as much as they can: whatever they say, reading a file takes no more memory than its length and a constant
/// beside the file itself, and no time to speak of.
/// </summary>
public sealed class HostileHeaderTests
{
    private const int Many = 100_000;
    private const string Empty = """{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Headers, and what is said of them; nothing of those that are sound.</summary>
    public static TheoryData<string, string?> Headers => new()
    {
        { "a million dimensions", "shape has more than 8 numbers" },
        { "a thousand dimensions of many tensors", "shape has more than 8 numbers" },
        { "eight dimensions of many tensors", null },
        { "many empty tensors", null },
        { "many tensors that overlap", "overlap tensor" },
        { "many tensors of one name", "tensor 'a': occurs twice" },
        { "many tensors of one name, escaped", "tensor 'a': occurs twice" },
        { "many tensors without a name but one", "occurs twice" },
        { "many tensors of long escaped names", null },
        { "the shortest tensor", null },
        { "many entries of the metadata", "more than 1024 entries" },
        { "entries of the metadata as long as they may be", null },
        { "one entry of the metadata many times", "__metadata__ 'a' occurs twice" },
        { "metadata many times", "__metadata__ occurs twice" },
        { "a long value", null },
        { "a long value, escaped", null },
        { "a long value that ends in half a pair", "escapes half of a surrogate pair" },
        { "a long name", "has 1000000 bytes: expected at most 4096" },
        { "a long name, escaped", "has 6000000 bytes: expected at most 4096" },
        { "a long key", "has 1000000 bytes: expected at most 4096" },
        { "a long type", "dtype 'xxx" },
        { "a long field", "field 'xxx" },
        { "a long number", "shape[0] must be a whole number" },
        { "a long shape of text", "shape must be an array" },
        { "deep nesting", "the entry must be an object" },
        { "deep nesting of metadata", "must be a string" },
        { "a long word", "is not JSON" },
        { "long padding", null },
        { "a line without an end", "is not JSON" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void No_header_takes_more_memory_than_its_length_and_a_constant(string name, string? expected)
    {
        (string header, int dataLength) = Header(name);
        byte[] file = SafetensorsBytes.Build(header, dataLength);
        (InvalidDataException? error, long allocated) = Measure(() => SafetensorsFile.Parse(file, "a"));
        Assert.True(
            allocated <= header.Length + SafetensorsFile.ConstantMemory, $"{allocated} bytes for a header of {header.Length}: {error?.Message}");
        Assert.Equal(expected is null, error is null);
        if (error is not null)
        {
            Assert.StartsWith("a: ", error.Message, StringComparison.Ordinal);
            Assert.Contains(expected!, error.Message, StringComparison.Ordinal);
            Assert.InRange(error.Message.Length, 0, 400);
            return;
        }

        // What is read can be asked for: some of it, which costs nothing but itself.
        SafetensorsFile sound = SafetensorsFile.Parse(file, "a");
        foreach (string tensor in sound.TensorNames.Take(100))
        {
            Assert.Equal(dataLength, sound.Find(tensor).Elements);
        }
    }

    [Fact]
    public void A_small_file_that_claims_a_header_of_100_megabytes_takes_the_constant_alone()
    {
        using TemporaryDirectory folder = new();
        foreach (ulong length in (ulong[])[100_000_000, 100_000_001, int.MaxValue, ulong.MaxValue])
        {
            File.WriteAllBytes(folder["a"], SafetensorsBytes.WithLength(length));
            (InvalidDataException? error, long allocated) = Measure(() => SafetensorsFile.Read(folder["a"]));
            Assert.Contains("is beyond the ", error?.Message, StringComparison.Ordinal);
            Assert.InRange(allocated, 0, SafetensorsFile.ConstantMemory);
        }
    }

    [Fact]
    public void A_file_on_the_disk_takes_twice_its_length_and_a_constant()
    {
        using TemporaryDirectory folder = new();
        foreach ((string name, string? _) in Headers.Select(row => row.Data))
        {
            (string header, int dataLength) = Header(name);
            byte[] file = SafetensorsBytes.Build(header, dataLength);
            File.WriteAllBytes(folder["a"], file);
            (InvalidDataException? _, long allocated) = Measure(() => SafetensorsFile.Read(folder["a"]));
            Assert.True(allocated <= (2L * file.Length) + SafetensorsFile.ConstantMemory, $"{name}: {allocated} bytes for a file of {file.Length}");
        }
    }

    private static (InvalidDataException? Error, long Allocated) Measure(Func<SafetensorsFile> read)
    {
        InvalidDataException? error = null;
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        catch (InvalidDataException refused)
        {
            error = refused;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(start);
        Assert.True(elapsed < Longest, $"took {elapsed}");
        return (error, allocated);
    }

    private static (string Header, int DataLength) Header(string name) => name switch
    {
        "a million dimensions" => (Shape(Zeros(1_000_000)), 0),
        "a thousand dimensions of many tensors" => (Tensors(1000, i => $"{i:x}", _ => Entry(Zeros(1000))), 0),
        "eight dimensions of many tensors" => (Tensors(Many, i => $"{i:x}", _ => Entry(Zeros(8))), 0),
        "many empty tensors" => (Tensors(Many, i => $"{i:x}", _ => Empty), 0),
        "many tensors that overlap" => (Tensors(Many, i => $"{i:x}", i => """{"dtype":"U8","shape":[],"data_offsets":[0,1]}"""), 1),
        "many tensors of one name" => (Tensors(Many, _ => "a", _ => Empty), 0),
        "many tensors of one name, escaped" => (Tensors(Many, i => i % 2 == 0 ? "a" : "\\u0061", _ => Empty), 0),
        "many tensors without a name but one" => (Tensors(Many, i => i == 7 ? "a" : "", _ => Empty), 0),
        "many tensors of long escaped names" => (Tensors(1000, i => Repeat("\\u00e9", 600) + $"{i:x}", _ => Empty), 0),
        "the shortest tensor" => ("""{"":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1),
        "many entries of the metadata" => (Metadata(Many, i => $"{i:x}", ""), 0),
        "entries of the metadata as long as they may be" => (Metadata(1024, i => $"{i:d4}" + new string('k', 4092), new string('v', 10_000)), 0),
        "one entry of the metadata many times" => (Metadata(1024, _ => "a", ""), 0),
        "metadata many times" => ($"{{{string.Join(',', Enumerable.Repeat("\"__metadata__\":{}", Many))}}}", 0),
        "a long value" => (Metadata(1, _ => "inputs", new string('x', 10_000_000)), 0),
        "a long value, escaped" => (Metadata(1, _ => "inputs", Repeat("\\ud83d\\ude00", 1_000_000)), 0),
        "a long value that ends in half a pair" => (Metadata(1, _ => "inputs", Repeat("\\n", 1_000_000) + "\\ud83d"), 0),
        "a long name" => (Tensors(1, _ => new string('x', 1_000_000), _ => Empty), 0),
        "a long name, escaped" => (Tensors(1, _ => Repeat("\\u00e9", 1_000_000), _ => Empty), 0),
        "a long key" => (Metadata(1, _ => new string('x', 1_000_000), ""), 0),
        "a long type" => ("{\"a\":{\"dtype\":\"" + new string('x', 1_000_000) + "\"}}", 0),
        "a long field" => ("{\"a\":{\"" + new string('x', 1_000_000) + "\":1}}", 0),
        "a long number" => (Shape(new string('9', 1_000_000)), 0),
        "a long shape of text" => ("{\"a\":{\"shape\":\"" + new string('x', 1_000_000) + "\"}}", 0),
        "deep nesting" => ("{\"a\":" + new string('[', 1_000_000), 0),
        "deep nesting of metadata" => ("{\"__metadata__\":{\"a\":" + Repeat("{\"a\":", 1_000_000), 0),
        "a long word" => ("{\"a\":" + new string('t', 1_000_000), 0),
        "long padding" => ("{" + new string(' ', 1_000_000) + "}" + new string('\n', 1_000_000), 0),
        "a line without an end" => ("{\"" + new string('x', 1_000_000), 0),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Zeros(int count) => string.Join(',', Enumerable.Repeat('0', count));

    private static string Entry(string shape) => $$"""{"dtype":"F32","shape":[{{shape}}],"data_offsets":[0,0]}""";

    private static string Shape(string shape) => $$"""{"a":{{Entry(shape)}}}""";

    private static string Tensors(int count, Func<int, string> name, Func<int, string> entry) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{name(i)}\":{entry(i)}"))}}}";

    private static string Metadata(int count, Func<int, string> key, string value) =>
        $$$"""{"__metadata__":{{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{key(i)}\":\"{value}\""))}}}}}""";
}
