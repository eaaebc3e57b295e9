using System.Numerics;
using MdnSimd.Native.Calls;
using MdnSimd.Native.Handles;

namespace MdnSimd.Native;

/// <summary>The way in: no exception leaves it.</summary>
internal static class Border
{
    /// <summary>Makes a call; what it throws becomes a status and the thread's last error.</summary>
    public static Status Run<TCall>(TCall call)
        where TCall : struct, ICall
    {
        try
        {
            call.Run();
            return Status.Ok;
        }
        catch (Exception error)
        {
            return LastError.Record(error);
        }
    }

    /// <summary>Makes a call of a predictor, which is the caller's alone while it lasts.</summary>
    public static Status Run<TCall, T>(ulong predictor, TCall call)
        where TCall : struct, IPredictorCall<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(new Entered<TCall, T>(predictor, call));

    /// <summary>Asks something of every row that was predicted last.</summary>
    public static unsafe Status Ask<TQuestion, T>(ulong predictor, TQuestion question, T* destination, nuint length)
        where TQuestion : struct, IRowQuestion<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run<EachRow<TQuestion, T>, T>(predictor, new(question, destination, length));

    private readonly struct Entered<TCall, T>(ulong handle, TCall call) : ICall
        where TCall : struct, IPredictorCall<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run()
        {
            PredictorObject<T> predictor = HandleChecks.Predictor<T>(handle);
            predictor.Enter();
            try
            {
                call.Run(predictor);
            }
            finally
            {
                predictor.Leave();
            }
        }
    }
}
