using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MdnSimd.Tests.Onnx;

/// <summary>
/// ONNX Runtime through its C API, where its library is: at MDNSIMD_ORT, or where perf/compare.sh puts it. Functions are entries of a
/// table whose order onnxruntime_c_api.h fixes for good.
/// </summary>
internal static unsafe class OnnxRuntime
{
    /// <summary>The environment variable that says where the library is.</summary>
    public const string Variable = "MDNSIMD_ORT";

    private const uint Version = 16;
    private const int GetErrorMessage = 2;
    private const int CreateEnv = 3;
    private const int CreateSessionFromArray = 8;
    private const int RunSession = 9;
    private const int CreateSessionOptions = 10;
    private const int SetIntraOpNumThreads = 24;
    private const int CreateTensorWithDataAsOrtValue = 49;
    private const int CreateCpuMemoryInfo = 69;
    private const int ReleaseEnv = 92;
    private const int ReleaseStatus = 93;
    private const int ReleaseMemoryInfo = 94;
    private const int ReleaseSession = 95;
    private const int ReleaseValue = 96;
    private const int ReleaseSessionOptions = 100;

    private static readonly string Library = Environment.GetEnvironmentVariable(Variable)
        ?? Checkout.PathOf("perf/.peers/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1");

    private static void** table;

    /// <summary>Ends a test as not run where there is no library; the summary of the run counts it.</summary>
    public static void Require() => Assert.SkipUnless(File.Exists(Library), $"no {Library}: {Variable} says where ONNX Runtime's library is");

    /// <summary>Runs a graph: the elements of every output.</summary>
    /// <param name="graph">The file's content.</param>
    /// <param name="inputs">The inputs by their names, [rows, columns].</param>
    /// <param name="outputs">The outputs' names and shapes.</param>
    public static Dictionary<string, T[]> Run<T>(
        byte[] graph, IReadOnlyDictionary<string, T[,]> inputs, IReadOnlyDictionary<string, long[]> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        table = ((delegate* unmanaged<uint, void**>)((delegate* unmanaged<void**>)NativeLibrary.GetExport(
            NativeLibrary.Load(Library), "OrtGetApiBase"))()[0])(Version);
        const int ErrorsOnly = 3;
        nint environment = 0, options = 0, session = 0, memory = 0;
        Check(((delegate* unmanaged<int, byte*, nint*, nint>)table[CreateEnv])(ErrorsOnly, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("test\0"u8)), &environment));
        Check(((delegate* unmanaged<nint*, nint>)table[CreateSessionOptions])(&options));
        Check(((delegate* unmanaged<nint, int, nint>)table[SetIntraOpNumThreads])(options, 1));
        fixed (byte* bytes = graph)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)table[CreateSessionFromArray])(
                environment, bytes, (nuint)graph.Length, options, &session));
        }

        Check(((delegate* unmanaged<int, int, nint*, nint>)table[CreateCpuMemoryInfo])(1, 0, &memory));
        List<nint> values = [];
        List<GCHandle> handles = [];
        foreach ((string _, T[,] input) in inputs)
        {
            values.Add(Tensor<T>(memory, input, [input.GetLength(0), input.GetLength(1)], handles));
        }

        Dictionary<string, T[]> results = [];
        foreach ((string key, long[] shape) in outputs)
        {
            T[] result = new T[shape.Aggregate(1L, (product, size) => product * size)];
            results.Add(key, result);
            values.Add(Tensor<T>(memory, result, shape, handles));
        }

        nint[] names = [.. inputs.Keys.Concat(outputs.Keys).Select(Marshal.StringToCoTaskMemUTF8)];
        nint[] all = [.. values];
        fixed (nint* name0 = names, value0 = all)
        {
            Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)table[RunSession])(
                session, 0, name0, value0, (nuint)inputs.Count, name0 + inputs.Count, (nuint)outputs.Count, value0 + inputs.Count));
        }

        Array.ForEach(names, Marshal.FreeCoTaskMem);
        values.ForEach(value => Release(ReleaseValue, value));
        handles.ForEach(handle => handle.Free());
        Release(ReleaseMemoryInfo, memory);
        Release(ReleaseSession, session);
        Release(ReleaseSessionOptions, options);
        Release(ReleaseEnv, environment);
        return results;
    }

    private static nint Tensor<T>(nint memory, object data, long[] shape, List<GCHandle> handles)
        where T : unmanaged
    {
        const int FloatElements = 1;
        const int DoubleElements = 11;
        GCHandle handle = GCHandle.Alloc(data, GCHandleType.Pinned);
        handles.Add(handle);
        nint value;
        long length = shape.Aggregate(1L, (product, size) => product * size);
        fixed (long* sizes = shape)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)table[CreateTensorWithDataAsOrtValue])(
                memory, (void*)handle.AddrOfPinnedObject(), (nuint)(length * sizeof(T)), sizes, (nuint)shape.Length,
                typeof(T) == typeof(float) ? FloatElements : DoubleElements, &value));
        }

        return value;
    }

    private static void Release(int entry, nint thing) => ((delegate* unmanaged<nint, void>)table[entry])(thing);

    private static void Check(nint status)
    {
        if (status != 0)
        {
            string? message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)table[GetErrorMessage])(status));
            Release(ReleaseStatus, status);
            throw new InvalidOperationException($"ONNX Runtime: {message}");
        }
    }
}
