using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Native.Calls;
using MdnSimd.Native.Handles;

namespace MdnSimd.Native;

/// <summary>The way in: no exception leaves it.</summary>
/// <remarks>
/// Calls lie on the stack and are passed by address: a copy, read in larger pieces than its parts were written in, would wait for them
/// to reach the cache, longer than the rest of the way in takes.
/// </remarks>
internal static unsafe class Border
{
    /// <summary>Makes a call; what it throws becomes a status and the thread's last error.</summary>
    /// <param name="call">On the stack.</param>
    public static Status Run<TCall>(in TCall call)
        where TCall : unmanaged, ICall
    {
        try
        {
            AddressOf(in call)->Run();
            return Status.Ok;
        }
        catch (Exception error)
        {
            return LastError.Record(error);
        }
    }

    /// <summary>Makes a call of a predictor, which is the caller's alone while it lasts.</summary>
    public static Status Run<TCall, T>(ulong predictor, in TCall call)
        where TCall : unmanaged, IPredictorCall<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(new Entered<TCall, T>(predictor, AddressOf(in call)));

    /// <summary>Asks something of every row that was predicted last.</summary>
    public static Status Ask<TQuestion, T>(ulong predictor, in TQuestion question, T* destination, nuint length)
        where TQuestion : unmanaged, IRowQuestion<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run<EachRow<TQuestion, T>, T>(predictor, new(AddressOf(in question), destination, length));

    private static TCall* AddressOf<TCall>(in TCall call)
        where TCall : unmanaged => (TCall*)Unsafe.AsPointer(ref Unsafe.AsRef(in call));

    private readonly struct Entered<TCall, T>(ulong handle, TCall* call) : ICall
        where TCall : unmanaged, IPredictorCall<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run()
        {
            PredictorObject<T> predictor = HandleChecks.Predictor<T>(handle);
            predictor.Enter();
            try
            {
                call->Run(predictor);
            }
            finally
            {
                predictor.Leave();
            }
        }
    }
}
