namespace MdnSimd.Kernels;

/// <summary>
/// The low-discrepancy sequence of I. M. Sobol' (USSR Computational Mathematics and Mathematical Physics 7 (1967) 86-112) as bits, any
/// point of it at once: coordinate c of point n is the exclusive or of the direction numbers of the bits set in n. Each coordinate
/// of the first 2^m points takes every value of its upper m bits once.
/// </summary>
/// <remarks>
/// Primitive polynomials and initial numbers are the first of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections", SIAM J. Sci. Comput. 30 (2008) 2635-2654.
/// </remarks>
internal static class SobolSequence
{
    /// <summary>How many coordinates a point has.</summary>
    public const int Coordinates = 10;

    private const int Bits = 64;

    // [Coordinates, Bits]: the direction numbers, the highest bit standing for 1/2.
    private static readonly ulong[] Directions = CreateDirections();

    /// <summary>A coordinate of a point as a binary fraction: its highest bit stands for 1/2.</summary>
    /// <param name="index">Which point; point 0 is the origin.</param>
    /// <param name="coordinate">0 to <see cref="Coordinates"/> - 1.</param>
    public static ulong At(ulong index, int coordinate)
    {
        ulong result = 0;
        ReadOnlySpan<ulong> directions = Directions.AsSpan(coordinate * Bits, Bits);
        for (int bit = 0; index != 0; bit++, index >>= 1)
        {
            result ^= (index & 1) != 0 ? directions[bit] : 0;
        }

        return result;
    }

    private static ulong[] CreateDirections()
    {
        // The inner coefficients of the primitive polynomial as bits, and the initial odd numbers m, as many as its degree.
        (int Coefficients, ulong[] Initial)[] table =
        [
            (0, [1]),
            (1, [1, 3]),
            (1, [1, 3, 1]),
            (2, [1, 1, 1]),
            (1, [1, 1, 3, 3]),
            (4, [1, 3, 5, 13]),
            (2, [1, 1, 5, 5, 17]),
            (4, [1, 1, 5, 5, 5]),
            (7, [1, 1, 7, 11, 19]),
        ];
        ulong[] directions = new ulong[Coordinates * Bits];
        for (int bit = 0; bit < Bits; bit++)
        {
            directions[bit] = 1UL << (Bits - 1 - bit); // the sequence of van der Corput
        }

        for (int i = 0; i < table.Length; i++)
        {
            (int coefficients, ulong[] initial) = table[i];
            Span<ulong> v = directions.AsSpan((i + 1) * Bits, Bits);
            int degree = initial.Length;
            for (int bit = 0; bit < Bits; bit++)
            {
                if (bit < degree)
                {
                    v[bit] = initial[bit] << (Bits - 1 - bit);
                    continue;
                }

                v[bit] = v[bit - degree] ^ (v[bit - degree] >> degree);
                for (int j = 1; j < degree; j++)
                {
                    v[bit] ^= ((coefficients >> (degree - 1 - j)) & 1) != 0 ? v[bit - j] : 0;
                }
            }
        }

        return directions;
    }
}
