namespace MdnSimd.Native;

/// <summary>What every function of the interface returns; <c>mdnsimd_status</c> in mdnsimd.h.</summary>
internal enum Status
{
    Ok = 0,
    Argument = 1,
    Handle = 2,
    Busy = 3,
    NoPrediction = 4,
    File = 5,
    Model = 6,
    Memory = 7,
    Environment = 8,
    Internal = 9,
}
