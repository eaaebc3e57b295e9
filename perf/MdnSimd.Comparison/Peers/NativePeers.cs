using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MdnSimd.Comparison.Peers;

/// <summary>The shared libraries of the peers, and where they are.</summary>
internal static class NativePeers
{
    public const string OnnxRuntime = "onnxruntime";
    public const string OneDnn = "libdnnl.so.2";
    public const string OpenBlas = "openblas";
    public const string OpenMp = "libgomp.so.1";

    /// <summary>OpenBLAS's name for its AVX-512 kernels.</summary>
    public const string WideKernels = "SkylakeX";

    /// <summary>Under the checkout: the package onnxruntime-node as perf/compare.sh installs it.</summary>
    private const string OnnxRuntimePath = "perf/.peers/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1";

    /// <summary>The folder of Debian's package, since another BLAS may be the system's choice.</summary>
    private const string OpenBlasPath = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0";

    /// <summary>The libraries by the names above.</summary>
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), static (name, _, _) => name switch
    {
        OnnxRuntime => NativeLibrary.Load(Checkout.PathOf(OnnxRuntimePath)),
        OpenBlas => NativeLibrary.Load(OpenBlasPath),
        _ => 0,
    });
}
