using System.Numerics;
using MdnSimd.Native.Handles;

namespace MdnSimd.Native.Calls;

/// <summary>What a function does with a predictor that no other thread uses meanwhile.</summary>
internal interface IPredictorCall<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Does it, or throws.</summary>
    void Run(PredictorObject<T> predictor);
}
