namespace MdnSimd.Native;

/// <summary>What the numbers of a model are held in; <c>mdnsimd_type</c> in mdnsimd.h.</summary>
internal enum ElementType
{
    F32 = 0,
    F64 = 1,
}
