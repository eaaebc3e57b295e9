namespace MdnSimd.Benchmarks;

/// <summary>The networks that every figure of this project is quoted for: all tanh, diagonal covariance.</summary>
public enum NetworkSize
{
    /// <summary>8 -> 64 -> 64, K 5, D 1.</summary>
    S,

    /// <summary>16 -> 128 -> 128, K 8, D 2.</summary>
    M,

    /// <summary>32 -> 256 -> 256 -> 256, K 10, D 4.</summary>
    L,
}

internal static class NetworkSizes
{
    public static MdnOptions Options(this NetworkSize size) => size switch
    {
        NetworkSize.S => new MdnOptions { Inputs = 8, Hidden = [64, 64], Components = 5, Targets = 1 },
        NetworkSize.M => new MdnOptions { Inputs = 16, Hidden = [128, 128], Components = 8, Targets = 2 },
        _ => new MdnOptions { Inputs = 32, Hidden = [256, 256, 256], Components = 10, Targets = 4 },
    };

    /// <summary>Numbers in (-1, 1), the same in every run.</summary>
    public static float[,] Rows(int rows, int columns)
    {
        Random random = new(7);
        float[,] values = new float[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[row, column] = (2 * random.NextSingle()) - 1;
            }
        }

        return values;
    }
}
