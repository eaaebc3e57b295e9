using System.Runtime.CompilerServices;

namespace MdnSimd.Simd;

/// <summary>How every method that holds a vector loop is compiled.</summary>
internal static class KernelMethod
{
    /// <summary>
    /// Optimised at once, so that a first call is not slow, and never inlined: inside a caller that has been inlined into others
    /// the compiler's budget may end in the middle of a kernel, and a vector operation that is then called instead of inlined
    /// costs thirty times as much (measured: tanh 0.17 and 5.4 ns per element).
    /// </summary>
    public const MethodImplOptions Options = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
