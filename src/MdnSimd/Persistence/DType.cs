using System.Text.Json;

namespace MdnSimd.Persistence;

/// <summary>The element types a safetensors file may hold. The order is that of the table in <see cref="DTypes"/>.</summary>
internal enum DType
{
    Bool,
    U8,
    I8,
    F8E4M3,
    F8E5M2,
    F8E8M0,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    I64,
    U64,
    F64,
    C64,
}

/// <summary>How files spell each <see cref="DType"/>, and the bytes of one element.</summary>
internal static class DTypes
{
    private static readonly (string Name, int Size)[] Table =
    [
        ("BOOL", 1),
        ("U8", 1),
        ("I8", 1),
        ("F8_E4M3", 1),
        ("F8_E5M2", 1),
        ("F8_E8M0", 1),
        ("I16", 2),
        ("U16", 2),
        ("F16", 2),
        ("BF16", 2),
        ("I32", 4),
        ("U32", 4),
        ("F32", 4),
        ("I64", 8),
        ("U64", 8),
        ("F64", 8),
        ("C64", 8),
    ];

    /// <summary>Every name, as messages list them.</summary>
    public static string Known { get; } = string.Join(", ", Table.Select(row => row.Name));

    public static string Name(this DType type) => Table[(int)type].Name;

    /// <summary>The bytes of one element.</summary>
    public static int Size(this DType type) => Table[(int)type].Size;

    /// <summary>The type that the string says on which a reader stands, or null.</summary>
    public static DType? Find(in Utf8JsonReader reader)
    {
        for (int i = 0; i < Table.Length; i++)
        {
            if (reader.ValueTextEquals(Table[i].Name))
            {
                return (DType)i;
            }
        }

        return null;
    }
}
