using System.Text;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

/// <summary>Every fault a file can have, and the place and the reason its message gives.</summary>
public class SafetensorsFaultTests
{
    private const string A = "tensor 'a': ";

    private static string NoHeader(string found) =>
        $"this is not a safetensors file: after 8 bytes, a header must start with '{{', but the byte is {found}";

    private static int Rest => SafetensorsBytes.WithLength(0).Length - 8;

    [Fact]
    public void An_empty_file() => Refused([], "header length: needs 8 bytes, but the file has 0");

    [Fact]
    public void A_file_of_seven_bytes() => Refused(new byte[7], "header length: needs 8 bytes, but the file has 7");

    [Fact]
    public void A_header_length_of_zero() =>
        Refused(new byte[16], "header length: is 0, but the shortest header, {}, has 2 bytes");

    [Fact]
    public void A_header_length_of_2_to_the_60() =>
        Refused(SafetensorsBytes.WithLength(1UL << 60), $"header length: 1152921504606846976 is beyond the {Rest} bytes that follow it");

    [Fact]
    public void A_header_length_that_is_negative_when_read_as_signed() =>
        Refused(SafetensorsBytes.WithLength(ulong.MaxValue), $"header length: 18446744073709551615 is beyond the {Rest} bytes that follow it");

    [Fact]
    public void A_header_length_one_beyond_the_file()
    {
        byte[] file = SafetensorsBytes.Build("{}", 0);
        file[0] = 3;
        Refused(file, "header length: 3 is beyond the 2 bytes that follow it");
    }

    [Fact]
    public void A_header_length_beyond_the_limit_of_the_format()
    {
        byte[] start = SafetensorsBytes.WithLength(100_000_001);
        InvalidDataException error = Assert.Throws<InvalidDataException>(
            () => SafetensorsFormat.HeaderLength(start, 200_000_000, "a"));
        Assert.Equal("a: header length: 100000001 is beyond the limit of 100000000 bytes", error.Message);
        start = SafetensorsBytes.WithLength(100_000_000);
        Assert.Equal(100_000_000, SafetensorsFormat.HeaderLength(start, 200_000_000, "a"));
    }

    [Fact]
    public void A_text_is_not_said_to_have_a_header_length() =>
        Refused([.. "eruptions,waiting\n"u8], NoHeader("0x73"));

    [Fact]
    public void A_pickle() => Refused(SafetensorsBytes.Build([0x80, 0x02, 0x7D], 4), NoHeader("0x80"));

    [Theory]
    [InlineData("[]", "0x5B")]
    [InlineData(" {}", "0x20")]
    [InlineData("\uFEFF{}", "0xEF")]
    [InlineData("\"a\"", "0x22")]
    public void A_header_that_is_no_object_from_its_first_byte(string header, string found) =>
        Refused(header, 0, NoHeader(found));

    [Fact]
    public void A_header_that_is_not_utf_8() =>
        Refused(SafetensorsBytes.Build([.. "{\""u8, 0xC3, 0x28, .. "\":1}"u8], 0), "header: is not UTF-8");

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\"")]
    [InlineData("{\"__metadata__\":{}")]
    [InlineData("{,}")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{}\0\0")]
    [InlineData("{/*comment*/}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"__metadata__\":{\"a\":\"b\",}}")]
    [InlineData("{\"a\":{\"shape\":[01]}}")]
    public void A_header_that_is_not_json(string header) => Refused(header, 0, "is not JSON: ");

    [Fact]
    public void A_header_nested_a_million_deep()
    {
        string nested = new('[', 1_000_000);
        Refused($$"""{"a":{{nested}}""", 0, A + "the entry must be an object, but is an array");
        Refused($$"""{"a":{"shape":{{nested}}""", 0, A + "shape[0] must be a whole number from 0 to 9223372036854775807, but is an array");
        Refused($$"""{"__metadata__":{"k":{{nested}}""", 0, "header: __metadata__ 'k' must be a string, but is an array");
        Refused($$"""{"a":{"more":{{nested}}""", 0, A + "field 'more' is none of dtype, shape and data_offsets");
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("\"F32\"", "the string 'F32'")]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    public void A_tensor_that_is_no_object(string value, string found) =>
        Refused($$"""{"a":{{value}}}""", 0, A + $"the entry must be an object, but is {found}");

    [Fact]
    public void A_tensor_twice() =>
        Refused(
            """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}""",
            8,
            A + "occurs twice");

    [Theory]
    [InlineData("dtype", "is")]
    [InlineData("shape", "is")]
    [InlineData("data_offsets", "are")]
    public void A_missing_field(string field, string verb)
    {
        string[] all = ["\"dtype\":\"F32\"", "\"shape\":[1]", "\"data_offsets\":[0,4]"];
        string rest = string.Join(",", all.Where(entry => !entry.Contains(field, StringComparison.Ordinal)));
        Refused($$$"""{"a":{{{{rest}}}}}""", 4, A + $"{field} {verb} missing");
    }

    [Theory]
    [InlineData("\"dtype\":\"F32\"", "dtype")]
    [InlineData("\"shape\":[1]", "shape")]
    [InlineData("\"data_offsets\":[0,4]", "data_offsets")]
    public void A_field_twice(string entry, string field) =>
        Refused(
            $$$"""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],{{{entry}}}}}""",
            4,
            A + $"{field} occurs twice");

    [Fact]
    public void An_unknown_field() =>
        Refused(
            """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}}""",
            4,
            A + "field 'strides' is none of dtype, shape and data_offsets");

    [Fact]
    public void An_unknown_type() => Refused(Tensor("\"F31\"", "[1]", "[0,4]"), 4, A + "dtype 'F31' is none of BOOL, U8, ");

    [Fact]
    public void A_type_of_another_case() => Refused(Tensor("\"f32\"", "[1]", "[0,4]"), 4, A + "dtype 'f32' is none of ");

    [Fact]
    public void A_type_that_is_no_string() => Refused(Tensor("32", "[1]", "[0,4]"), 4, A + "dtype must be a string, but is 32");

    [Theory]
    [InlineData("6", "6")]
    [InlineData("null", "null")]
    [InlineData("{}", "an object")]
    [InlineData("\"[1]\"", "the string '[1]'")]
    public void A_shape_that_is_no_array(string shape, string found) =>
        Refused(Tensor("\"F32\"", shape, "[0,4]"), 4, A + $"shape must be an array, but is {found}");

    [Theory]
    [InlineData("-1")]
    [InlineData("2.0")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("null")]
    public void A_dimension_that_is_no_whole_number(string dimension) =>
        Refused(
            Tensor("\"F32\"", $"[1, {dimension}]", "[0,4]"),
            4,
            A + $"shape[1] must be a whole number from 0 to 9223372036854775807, but is {dimension}");

    [Theory]
    [InlineData("[4611686018427387904]")]
    [InlineData("[4294967296, 4294967296]")]
    [InlineData("[4294967296, 4294967296, 4294967296, 4294967296]")]
    [InlineData("[9223372036854775807, 2, 0]")]
    public void A_shape_whose_product_overflows(string shape) =>
        Refused(
            Tensor("\"F32\"", shape, "[0,0]"),
            0,
            A + $"data_offsets [0, 0] hold 0 bytes, but shape {shape} of F32 takes more bytes than 64 bits can count");

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[4]", 1)]
    [InlineData("[0,4,4]", 3)]
    public void Offsets_that_are_not_two(string offsets, int count) =>
        Refused(Tensor("\"F32\"", "[1]", offsets), 4, A + $"data_offsets must be 2 numbers, begin and end, but are {count}");

    [Fact]
    public void Offsets_that_are_negative() =>
        Refused(Tensor("\"F32\"", "[1]", "[-4,0]"), 4, A + "data_offsets[0] must be a whole number from 0 to 9223372036854775807, but is -4");

    [Fact]
    public void Offsets_that_end_before_they_begin() =>
        Refused(Tensor("\"F32\"", "[1]", "[4,0]"), 4, A + "data_offsets [4, 0] end before they begin");

    [Fact]
    public void Offsets_beyond_the_data() =>
        Refused(
            """{"layers.0.weight":{"dtype":"F32","shape":[32,32],"data_offsets":[0,4096]}}""",
            128,
            "tensor 'layers.0.weight': data_offsets [0, 4096] end beyond the 128 bytes of data");

    [Fact]
    public void Offsets_far_beyond_the_data() =>
        Refused(Tensor("\"U8\"", "[9223372036854775807]", "[0,9223372036854775807]"), 4, A + "data_offsets [0, 9223372036854775807] end beyond the 4 bytes");

    [Theory]
    [InlineData("F32", "[2, 3]", 20, 24)]
    [InlineData("F32", "[2, 3]", 28, 24)]
    [InlineData("F64", "[]", 4, 8)]
    [InlineData("BF16", "[3]", 7, 6)]
    [InlineData("U8", "[5, 0]", 1, 0)]
    public void Offsets_that_do_not_hold_what_the_shape_takes(string type, string shape, int bytes, int needed) =>
        Refused(
            Tensor($"\"{type}\"", shape, $"[0,{bytes}]"),
            bytes,
            A + $"data_offsets [0, {bytes}] hold {bytes} bytes, but shape {shape} of {type} takes {needed} bytes");

    [Fact]
    public void Tensors_that_overlap() =>
        Refused(Two("[0,8]", "[4,12]"), 12, "tensor 'b': data_offsets [4, 12] overlap tensor 'a' at [0, 8]");

    [Fact]
    public void Tensors_that_overlap_by_one_byte() =>
        Refused(
            """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
            3,
            "tensor 'b': data_offsets [1, 3] overlap tensor 'a' at [0, 2]");

    [Fact]
    public void A_hole_of_one_byte() =>
        Refused(
            """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}""",
            5,
            "tensor 'b': data_offsets [3, 5] leave a hole: bytes 2 to 3 of the data belong to no tensor");

    [Fact]
    public void Tensors_that_share_their_bytes() =>
        Refused(Two("[0,8]", "[0,8]"), 8, "data_offsets [0, 8] overlap tensor '");

    [Fact]
    public void A_hole_between_tensors() =>
        Refused(Two("[12,20]", "[0,8]"), 20, A + "data_offsets [12, 20] leave a hole: bytes 8 to 12 of the data belong to no tensor");

    [Fact]
    public void A_hole_before_the_first_tensor() =>
        Refused(Tensor("\"F32\"", "[1]", "[4,8]"), 8, A + "data_offsets [4, 8] leave a hole: bytes 0 to 4 of the data belong to no tensor");

    [Fact]
    public void Bytes_after_the_last_tensor() =>
        Refused(Tensor("\"F32\"", "[1]", "[0,4]"), 7, "data: the last 3 of 7 bytes belong to no tensor");

    [Fact]
    public void Data_without_tensors() => Refused("{}", 7, "data: the last 7 of 7 bytes belong to no tensor");

    [Theory]
    [InlineData("1", "1")]
    [InlineData("null", "null")]
    [InlineData("{}", "an object")]
    public void Metadata_that_are_no_strings(string value, string found) =>
        Refused($$$"""{"__metadata__":{"k":{{{value}}}}}""", 0, $"header: __metadata__ 'k' must be a string, but is {found}");

    [Fact]
    public void Metadata_that_are_no_object() =>
        Refused("""{"__metadata__":null}""", 0, "header: __metadata__ must be an object, but is null");

    [Fact]
    public void Metadata_twice() =>
        Refused("""{"__metadata__":{},"__metadata__":{}}""", 0, "header: __metadata__ occurs twice");

    [Fact]
    public void A_key_of_the_metadata_twice() =>
        Refused("""{"__metadata__":{"k":"1","\u006b":"2"}}""", 0, "header: __metadata__ 'k' occurs twice");

    [Theory]
    [InlineData("""{"\ud800":1}""", "header: '\\ud800'")]
    [InlineData("""{"\udc00":1}""", "header: '\\udc00'")]
    [InlineData("""{"\ud83d\ud83d\ude00":1}""", "header: '\\ud83d\\ud83d\\ude00'")]
    [InlineData("""{"\ud83dx\ude00":1}""", "header: '\\ud83dx\\ude00'")]
    [InlineData("""{"\ud83d\n\ude00":1}""", "header: '\\ud83d\\n\\ude00'")]
    [InlineData("""{"a\\\ud83d":1}""", "header: 'a\\\\\\ud83d'")]
    [InlineData("""{"__metadata__":{"k":"\ud83d"}}""", "header: '\\ud83d'")]
    [InlineData("""{"__metadata__":{"k\ude00":""}}""", "header: 'k\\ude00'")]
    [InlineData("""{"a":{"dtype\ud83d":"F32"}}""", A + "'dtype\\ud83d'")]
    [InlineData("""{"a":{"dtype":"F32\ud83d"}}""", A + "'F32\\ud83d'")]
    public void Half_of_a_surrogate_pair(string header, string expected) => Refused(header, 0, expected + " escapes half of a surrogate pair");

    [Fact]
    public void Whole_surrogate_pairs_and_escaped_backslashes_are_no_halves()
    {
        SafetensorsFile file = SafetensorsBytes.Parse(
            """{"__metadata__":{"\ud83d\ude00\ud83d\ude01":"\\ud83d\uD83D\uDE00 \ue000"},"\\udc00":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0);
        Assert.Equal(["\ud83d\ude00\ud83d\ude01"], file.MetadataKeys);
        Assert.Equal("\\ud83d\ud83d\ude00 \ue000", SafetensorsBytes.Text(file, "\ud83d\ude00\ud83d\ude01"));
        Assert.Equal(["\\udc00"], file.TensorNames);
    }

    [Fact]
    public void Hostile_names_are_shortened_and_cannot_steer_a_terminal()
    {
        string name = "\\u001b[2J\\r\\n" + new string('x', 4_000);
        string message = Refused($$"""{"{{name}}":1}""", 0, "tensor '\\u001B[2J\\u000D\\u000Axxx");
        Assert.Contains("xxx…': the entry", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 0, 200);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("0.")]
    public void Hostile_numbers_are_shortened(string digits)
    {
        string number = digits + new string('9', 100_000);
        Assert.InRange(Refused(Tensor("\"F32\"", $"[{number}]", "[0,4]"), 4, A + "shape[0] must be").Length, 0, 250);
    }

    [Theory]
    [InlineData(8, "but shape [1, 1, 1, 1, 1, 1, 1, 1] of F32 takes 4 bytes")]
    [InlineData(9, "shape has more than 8 numbers")]
    [InlineData(10_000, "shape has more than 8 numbers")]
    public void A_shape_has_eight_dimensions_at_most(int count, string expected) =>
        Refused(Tensor("\"F32\"", $"[{string.Join(", ", Enumerable.Repeat("1", count))}]", "[0,0]"), 0, A + (count > 8 ? expected : "data_offsets [0, 0] hold 0 bytes, " + expected));

    [Fact]
    public void Offsets_of_any_number_are_refused() =>
        Refused(Tensor("\"F32\"", "[1]", "[0,0,0,0,0,0,0,0,0]"), 4, A + "data_offsets has more than 8 numbers");

    [Fact]
    public void A_name_is_of_limited_length()
    {
        string longest = new('x', 4096);
        Refused($$$"""{"{{{longest}}}":1}""", 0, "xxx…': the entry must be an object");
        Refused($$$"""{"{{{longest}}}x":1}""", 0, "header: the name 'xxx");
        Refused($$$"""{"{{{longest}}}x":1}""", 0, "xxx…' has 4097 bytes: expected at most 4096");
        Refused($$$"""{"__metadata__":{"{{{longest}}}":1}}""", 0, "xxx…' must be a string");
        Refused($$$"""{"__metadata__":{"{{{longest}}}x":1}}""", 0, "xxx…' has 4097 bytes: expected at most 4096");
    }

    [Fact]
    public void Metadata_have_a_limited_number_of_entries()
    {
        static string Entries(int count) => string.Join(",", Enumerable.Range(0, count).Select(i => $"\"{i}\":\"\""));
        Assert.Equal(1024, SafetensorsBytes.Parse($$$"""{"__metadata__":{{{{Entries(1024)}}}}}""", 0).MetadataKeys.Count());
        Refused($$$"""{"__metadata__":{{{{Entries(1025)}}}}}""", 0, "header: __metadata__ has more than 1024 entries");
    }

    private static string Tensor(string type, string shape, string offsets) =>
        $$$"""{"a":{"dtype":{{{type}}},"shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""";

    private static string Two(string first, string second) =>
        $$$"""
        {"a":{"dtype":"F32","shape":[2],"data_offsets":{{{first}}}},"b":{"dtype":"F32","shape":[2],"data_offsets":{{{second}}}}}
        """;

    private static string Refused(string header, int dataLength, string expected) =>
        Refused(SafetensorsBytes.Build(Encoding.UTF8.GetBytes(header), dataLength), expected);

    private static string Refused(byte[] file, string expected)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Parse(file, SafetensorsBytes.Source));
        Assert.StartsWith(SafetensorsBytes.Source + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        return error.Message;
    }
}
