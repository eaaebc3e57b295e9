namespace MdnSimd.Native.Handles;

/// <summary>What C holds by a handle.</summary>
internal abstract class HandleObject
{
    /// <summary>The handle, given by <see cref="HandleTable.Add"/>.</summary>
    public ulong Handle { get; internal set; }
}
