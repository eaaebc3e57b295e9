using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

/// <summary>
/// Whatever is done to a file, reading it either succeeds or throws InvalidDataException, takes no more memory than the file
/// and a constant, and agrees with <see cref="SafetensorsOracle"/> on which of the two it is.
/// </summary>
public class SafetensorsFuzzTests
{
    private static readonly byte[] Sound = SafetensorsBytes.Build(SafetensorsBytes.Header, SafetensorsBytes.HeaderData);

    /// <summary>What headers are made of, for edits that keep a header nearly sound.</summary>
    private static readonly string[] Tokens =
    [
        "", "0", "1", "2", "3", "4", "24", "40", "42", "-1", "1.5", "9223372036854775807", "4611686018427387904", "99999999999999999999",
        "{", "}", "[", "]", "\"", ",", ":", " ", "{}", "[]", "null", "[0,0]", "[0,24]", "[24,40]", "[40,42]", "[2,3]", "[0,3]",
        "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F16\"", "\"F32\"", "\"F64\"", "\"U8\"", "\"b\"", "\"half\"",
        "\\u0000", "\\ud800", "\"k\":\"v\",", "\"more\":1,", "\"z\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[24,24]},",
    ];

    [Fact]
    public void The_file_that_is_damaged_here_was_sound()
    {
        Assert.True(SafetensorsOracle.IsSound(Sound));
        Assert.Null(Problem(Sound));
    }

    [Fact]
    public void Cut_anywhere()
    {
        for (int length = 0; length < Sound.Length; length++)
        {
            Assert.False(SafetensorsOracle.IsSound(Sound[..length]));
            Assert.Null(Problem(Sound[..length]));
        }
    }

    [Fact]
    public void With_any_one_bit_flipped()
    {
        byte[] file = [.. Sound];
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Problem(file) is null, $"bit {bit}: {Problem(file)}");
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void With_any_byte_of_the_header_replaced_by_any_other_sign_of_json()
    {
        byte[] file = [.. Sound];
        for (int i = 0; i < SafetensorsBytes.Header.Length; i++)
        {
            byte old = file[8 + i];
            foreach (byte sign in "{}[]\",:\\0-e \0"u8)
            {
                file[8 + i] = sign;
                Assert.True(Problem(file) is null, $"byte {8 + i} as '{(char)sign}': {Problem(file)}");
            }

            file[8 + i] = old;
        }
    }

    [Fact]
    public void With_pieces_of_the_header_cut_out_and_others_put_in() => Prop.ForAll(
        EditsArbitrary(),
        edits =>
        {
            StringBuilder header = new(SafetensorsBytes.Header);
            foreach ((int at, int remove, int token) in edits)
            {
                int start = at % (header.Length + 1);
                header.Remove(start, Math.Min(remove, header.Length - start)).Insert(start, Tokens[token]);
            }

            string? problem = Problem(SafetensorsBytes.Build(header.ToString(), SafetensorsBytes.HeaderData));
            return (problem is null).Label($"{problem}\n{header}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void With_every_number_and_string_exchanged_for_every_token()
    {
        int sound = 0;
        List<(int Start, int Length)> values = [];
        string header = SafetensorsBytes.Header;
        foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(header, "\"[^\"]*\"|[0-9]+|\\[[^]]*\\]"))
        {
            values.Add((match.Index, match.Length));
        }

        foreach ((int start, int length) in values)
        {
            foreach (string token in Tokens)
            {
                byte[] file = SafetensorsBytes.Build(header.Remove(start, length).Insert(start, token), SafetensorsBytes.HeaderData);
                string? problem = Problem(file);
                Assert.True(problem is null, $"{header[start..(start + length)]} at {start} as {token}: {problem}");
                sound += SafetensorsOracle.IsSound(file) ? 1 : 0;
            }
        }

        // Some exchanges leave a sound file, so both answers were compared.
        Assert.InRange(sound, 20, values.Count * Tokens.Length / 2);
    }

    /// <summary>What is wrong with how a file is read, or null.</summary>
    private static string? Problem(byte[] file)
    {
        bool read = false;
        SafetensorsFile? parsed = null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            parsed = SafetensorsFile.Parse(file, SafetensorsBytes.Source);
            read = true;
        }
        catch (InvalidDataException error)
        {
            if (!error.Message.StartsWith(SafetensorsBytes.Source + ": ", StringComparison.Ordinal) || error.Message.Any(char.IsControl))
            {
                return $"message {error.Message}";
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error.ToString();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > file.Length + SafetensorsFile.ConstantMemory)
        {
            return $"{allocated} bytes allocated for a file of {file.Length}";
        }

        foreach (string name in parsed?.TensorNames.Where(name => LittleEndian.CanRead(parsed.Find(name).DType)) ?? [])
        {
            parsed!.CopyTo(name, new float[parsed.Find(name).Elements]);
            parsed.CopyTo(name, new double[parsed.Find(name).Elements]);
        }

        return read == SafetensorsOracle.IsSound(file) ? null : read ? "read, but not sound" : "sound, but refused";
    }

    private static Arbitrary<(int At, int Remove, int Token)[]> EditsArbitrary()
    {
        Gen<(int At, int Remove, int Token)> edit =
            from at in Gen.Choose(0, 1000)
            from remove in Gen.Frequency((2, Gen.Constant(0)), (2, Gen.Choose(1, 3)), (1, Gen.Choose(4, 80)))
            from token in Gen.Choose(0, Tokens.Length - 1)
            select (at, remove, token);
        return Arb.From(
            edit.NonEmptyListOf().Select(edits => edits.Take(6).ToArray()),
            edits => Enumerable.Range(0, edits.Length).Select(i => edits.Where((_, j) => j != i).ToArray()));
    }
}
