using System.Numerics;

namespace MdnSimd.Native.Calls;

/// <summary>Where a model comes from.</summary>
internal interface IModelSource
{
    /// <summary>Reads it.</summary>
    MdnModel<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
