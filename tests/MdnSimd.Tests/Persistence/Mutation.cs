using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace MdnSimd.Tests.Persistence;

/// <summary>Damages files as disks, networks and enemies do. The same number gives the same damage.</summary>
internal sealed partial class Mutation(byte[][] sound)
{
    private const int PrefixLength = 8;

    /// <summary>What stands in headers in place of a number, a string or a list.</summary>
    private static readonly string[] Hostile =
    [
        "0", "1", "2", "7", "16", "255", "1024", "1025", "65535", "65536", "65537", "33554432", "2147483647", "2147483648", "4294967296",
        "9223372036854775807", "9223372036854775808", "99999999999999999999", "-1", "1e9", "1e308", "1e400", "0.5", "NaN", "", " ", "null", "true",
        "[]", "{}", "[0]", "[65536,65536]", "[4611686018427387904,4]", "\"\"", "\"1\"", "\"65536\"", "\"65536,65536,65536\"", "\"Full\"", "\"Isotropic\"",
        "\"mdnsimd\"", "\"[]\"", "\"F16\"", "\"BF16\"", "\"F64\"", "\"I64\"", "\"\\u0000\"", "\"\\ud800\"", "\"[\\\"x\\\",\\\"x\\\"]\"", "1,1,1,1,1,1,1,1",
    ];

    /// <summary>Numbers, as their bytes, that a parameter or a scaler could hold by mischance.</summary>
    private static readonly byte[][] Patterns =
    [
        BitConverter.GetBytes(float.NaN), BitConverter.GetBytes(float.PositiveInfinity), BitConverter.GetBytes(float.MaxValue), BitConverter.GetBytes(float.Epsilon),
        BitConverter.GetBytes(-0f), BitConverter.GetBytes(-1f), BitConverter.GetBytes(double.MaxValue), BitConverter.GetBytes(double.Epsilon), [0], [0xFF],
    ];

    /// <summary>The first of the files as it was.</summary>
    public byte[] Sound => sound[0];

    /// <summary>A damaged file, and which of the sound ones it was.</summary>
    public (byte[] File, int Of) Create(int number)
    {
        Random random = new(number);
        int of = random.Next(sound.Length);
        byte[] file = [.. sound[of]];
        int damages = 1 + (random.Next(4) / 2);
        for (int i = 0; i < damages; i++)
        {
            file = Damage(file, random);
        }

        return (file, of);
    }

    /// <summary>A text with some of its values exchanged for hostile ones.</summary>
    public static string Exchange(string text, Random random)
    {
        MatchCollection values = Value().Matches(text);
        if (values.Count == 0)
        {
            return text;
        }

        Match value = values[random.Next(values.Count)];
        return text.Remove(value.Index, value.Length).Insert(value.Index, Hostile[random.Next(Hostile.Length)]);
    }

    private byte[] Damage(byte[] file, Random random)
    {
        int data = Math.Min(file.Length, PrefixLength + HeaderLength(file));
        switch (random.Next(8))
        {
            case 0: // cut, often where a part ends
                return file[..Math.Clamp(random.Next(3) switch { 0 => PrefixLength, 1 => data, _ => random.Next(file.Length + 1) } + random.Next(-2, 3), 0, file.Length)];
            case 1: // lengthened
                return [.. file, .. new byte[random.Next(1, 100)]];
            case 2: // bits flipped anywhere
                Flip(file, random);
                return file;
            case 3: // bits flipped in the header
                Flip(file.AsSpan(0, data), random);
                return file;
            case 4: // another length of the header
                if (file.Length >= PrefixLength)
                {
                    long[] lengths = [0, 1, data - PrefixLength - 1, data, file.Length, int.MaxValue, 100_000_001, long.MaxValue, -1, random.NextInt64()];
                    BinaryPrimitives.WriteInt64LittleEndian(file, lengths[random.Next(lengths.Length)]);
                }

                return file;
            case 5: // numbers of the data overwritten
                Overwrite(file.AsSpan(data), random);
                return file;
            case 6: // a piece of another file
                byte[] other = sound[random.Next(sound.Length)];
                int from = random.Next(other.Length);
                int length = Math.Min(random.Next(1, 300), other.Length - from);
                int at = random.Next(file.Length + 1);
                return [.. file[..at], .. other[from..(from + length)], .. file[Math.Min(file.Length, at + (random.Next(2) * length))..]];
            default: // values of the header exchanged, and its length made right
                if (data <= PrefixLength)
                {
                    return file;
                }

                string header = Encoding.Latin1.GetString(file, PrefixLength, data - PrefixLength);
                for (int i = random.Next(3); i >= 0; i--)
                {
                    header = Exchange(header, random);
                }

                byte[] result = [.. new byte[PrefixLength], .. Encoding.Latin1.GetBytes(header), .. file[data..]];
                BinaryPrimitives.WriteInt64LittleEndian(result, header.Length);
                return result;
        }
    }

    private static void Flip(Span<byte> bytes, Random random)
    {
        for (int i = random.Next(8); i >= 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }
    }

    private static void Overwrite(Span<byte> data, Random random)
    {
        byte[] pattern = Patterns[random.Next(Patterns.Length)];
        int count = data.Length / pattern.Length;
        for (int i = count == 0 ? -1 : random.Next(Math.Min(count, 20)); i >= 0; i--)
        {
            pattern.CopyTo(data[(pattern.Length * random.Next(count))..]);
        }
    }

    private static int HeaderLength(byte[] file) =>
        file.Length < PrefixLength ? 0 : (int)Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(file), 0, file.Length - PrefixLength);

    [GeneratedRegex("-?[0-9]+|\"[^\"\\\\]*\"(?!:)|\\[[^]]*\\]")]
    private static partial Regex Value();
}
