using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace MdnSimd.Persistence;

/// <summary>Floating-point numbers to and from the little-endian bytes of a file, on machines of either byte order.</summary>
internal static class LittleEndian
{
    /// <summary>Whether <see cref="Read"/> knows the type: F16, BF16, F32 and F64.</summary>
    public static bool CanRead(DType type) => type is DType.F16 or DType.BF16 or DType.F32 or DType.F64;

    /// <summary>Decodes elements of <paramref name="type"/>; narrowing rounds to nearest, and to infinity beyond the range.</summary>
    /// <param name="type">One that <see cref="CanRead"/>.</param>
    /// <param name="bytes">The elements, aligned or not.</param>
    /// <param name="destination">As many numbers as there are elements.</param>
    public static void Read<T>(DType type, ReadOnlySpan<byte> bytes, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TypeOf<T>() == type)
        {
            Copy(bytes, MemoryMarshal.AsBytes(destination), type.Size(), !BitConverter.IsLittleEndian);
            return;
        }

        switch (type)
        {
            case DType.F16:
                Convert<F16, T>(bytes, destination);
                break;
            case DType.BF16:
                Convert<BF16, T>(bytes, destination);
                break;
            case DType.F32:
                Convert<F32, T>(bytes, destination);
                break;
            case DType.F64:
                Convert<F64, T>(bytes, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "not a floating-point type that is read");
        }
    }

    /// <summary>The bytes of <paramref name="values"/> as a file holds them.</summary>
    public static byte[] ToBytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<byte> source = MemoryMarshal.AsBytes(values);
        byte[] bytes = new byte[source.Length];
        Copy(source, bytes, TypeOf<T>().Size(), !BitConverter.IsLittleEndian);
        return bytes;
    }

    /// <summary>F32 for float and F64 for double.</summary>
    /// <exception cref="NotSupportedException">Any other type.</exception>
    public static DType TypeOf<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? DType.F32
        : typeof(T) == typeof(double) ? DType.F64
        : throw new NotSupportedException($"Tensors are float or double, not {typeof(T).Name}.");

    /// <summary>Copies elements of 4 or 8 bytes, with the bytes of each in reverse where <paramref name="reverse"/> says so.</summary>
    internal static void Copy(ReadOnlySpan<byte> source, Span<byte> destination, int elementSize, bool reverse)
    {
        if (!reverse)
        {
            source.CopyTo(destination);
        }
        else if (elementSize == sizeof(uint))
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(source), MemoryMarshal.Cast<byte, uint>(destination));
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(source), MemoryMarshal.Cast<byte, ulong>(destination));
        }
    }

    private static void Convert<TElement, T>(ReadOnlySpan<byte> bytes, Span<T> destination)
        where TElement : struct, IElement
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = TElement.Read<T>(bytes.Slice(i * TElement.Size, TElement.Size));
        }
    }

    private interface IElement
    {
        static abstract int Size { get; }

        static abstract T Read<T>(ReadOnlySpan<byte> element)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>;
    }

    private readonly struct F16 : IElement
    {
        public static int Size => 2;

        public static T Read<T>(ReadOnlySpan<byte> element)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(element));
    }

    /// <summary>The upper half of the bits of a float.</summary>
    private readonly struct BF16 : IElement
    {
        public static int Size => 2;

        public static T Read<T>(ReadOnlySpan<byte> element)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16));
    }

    private readonly struct F32 : IElement
    {
        public static int Size => 4;

        public static T Read<T>(ReadOnlySpan<byte> element)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(element));
    }

    private readonly struct F64 : IElement
    {
        public static int Size => 8;

        public static T Read<T>(ReadOnlySpan<byte> element)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(element));
    }
}
