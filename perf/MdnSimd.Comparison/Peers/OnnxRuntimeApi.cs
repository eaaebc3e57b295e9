using System.Runtime.InteropServices;
using System.Text;

namespace MdnSimd.Comparison.Peers;

/// <summary>
/// The functions of ONNX Runtime's C API that are needed: entries of a table whose order onnxruntime_c_api.h fixes for good (new
/// ones are only ever appended).
/// </summary>
internal static unsafe partial class OnnxRuntimeApi
{
    private const uint Version = 16;

    private static readonly void** Table = GetTable();

    private enum Entry
    {
        GetErrorMessage = 2,
        CreateEnv = 3,
        CreateSessionFromArray = 8,
        CreateSessionOptions = 10,
        SetSessionGraphOptimizationLevel = 23,
        SetIntraOpNumThreads = 24,
        SetInterOpNumThreads = 25,
        CreateTensorWithDataAsOrtValue = 49,
        CreateCpuMemoryInfo = 69,
        ReleaseStatus = 93,
        ReleaseMemoryInfo = 94,
        ReleaseSession = 95,
        ReleaseValue = 96,
        ReleaseSessionOptions = 100,
        RunWithBinding = 133,
        CreateIoBinding = 134,
        ReleaseIoBinding = 135,
        BindInput = 136,
        BindOutput = 137,
    }

    /// <summary>The library's version.</summary>
    public static string VersionText => Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)GetApiBase()[1])()) ?? "";

    public static nint CreateEnvironment()
    {
        const int ErrorsOnly = 3;
        nint environment;
        fixed (byte* name = "comparison\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Function(Entry.CreateEnv))(ErrorsOnly, name, &environment));
        }

        return environment;
    }

    public static nint CreateSession(nint environment, ReadOnlySpan<byte> model, int threads)
    {
        const int AllOptimisations = 99;
        nint options;
        nint session;
        Check(((delegate* unmanaged<nint*, nint>)Function(Entry.CreateSessionOptions))(&options));
        Check(((delegate* unmanaged<nint, int, nint>)Function(Entry.SetSessionGraphOptimizationLevel))(options, AllOptimisations));
        Check(((delegate* unmanaged<nint, int, nint>)Function(Entry.SetIntraOpNumThreads))(options, threads));
        Check(((delegate* unmanaged<nint, int, nint>)Function(Entry.SetInterOpNumThreads))(options, 1));
        fixed (byte* bytes = model)
        {
            Check(((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)Function(Entry.CreateSessionFromArray))(
                environment, bytes, (nuint)model.Length, options, &session));
        }

        Release(Entry.ReleaseSessionOptions, options);
        return session;
    }

    /// <summary>A tensor over memory that stays where it is and belongs to the caller.</summary>
    public static nint CreateTensor(float* data, long rows, long columns)
    {
        const int Arena = 1;
        const int DefaultMemory = 0;
        const int FloatElements = 1;
        nint info;
        nint value;
        Check(((delegate* unmanaged<int, int, nint*, nint>)Function(Entry.CreateCpuMemoryInfo))(Arena, DefaultMemory, &info));
        long* shape = stackalloc long[] { rows, columns };
        Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Function(Entry.CreateTensorWithDataAsOrtValue))(
            info, data, (nuint)(rows * columns * sizeof(float)), shape, 2, FloatElements, &value));
        Release(Entry.ReleaseMemoryInfo, info);
        return value;
    }

    public static nint CreateBinding(nint session)
    {
        nint binding;
        Check(((delegate* unmanaged<nint, nint*, nint>)Function(Entry.CreateIoBinding))(session, &binding));
        return binding;
    }

    public static void BindInput(nint binding, string name, nint value) => Bind(Entry.BindInput, binding, name, value);

    public static void BindOutput(nint binding, string name, nint value) => Bind(Entry.BindOutput, binding, name, value);

    public static void Run(nint session, nint binding) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)Function(Entry.RunWithBinding))(session, 0, binding));

    public static void ReleaseSession(nint session) => Release(Entry.ReleaseSession, session);

    public static void ReleaseBinding(nint binding) => Release(Entry.ReleaseIoBinding, binding);

    public static void ReleaseValue(nint value) => Release(Entry.ReleaseValue, value);

    private static void Bind(Entry entry, nint binding, string name, nint value)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            Check(((delegate* unmanaged<nint, byte*, nint, nint>)Function(entry))(binding, text, value));
        }
    }

    private static void Release(Entry entry, nint thing) => ((delegate* unmanaged<nint, void>)Function(entry))(thing);

    private static void Check(nint status)
    {
        if (status != 0)
        {
            string? message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Function(Entry.GetErrorMessage))(status));
            Release(Entry.ReleaseStatus, status);
            throw new InvalidOperationException($"ONNX Runtime: {message}");
        }
    }

    private static void* Function(Entry entry) => Table[(int)entry];

    private static void** GetTable()
    {
        void** table = ((delegate* unmanaged<uint, void**>)GetApiBase()[0])(Version);
        return table is null ? throw new InvalidOperationException($"ONNX Runtime has no API {Version}") : table;
    }

    [LibraryImport(NativePeers.OnnxRuntime, EntryPoint = "OrtGetApiBase")]
    private static partial void** GetApiBase();
}
