using System.Numerics;
using MdnSimd.Mixtures;

namespace MdnSimd.Native.Calls;

/// <summary>A question that every predicted row answers with one number.</summary>
internal interface IRowQuestion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Checks what belongs to the question.</summary>
    /// <param name="info">The model that answers.</param>
    /// <param name="rows">The number of rows that answer.</param>
    void Check(in ModelInfo info, int rows);

    /// <summary>The answer of a row.</summary>
    T Answer(in GaussianMixture<T> mixture, int row);
}
