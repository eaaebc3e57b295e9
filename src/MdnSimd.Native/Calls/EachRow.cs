using System.Numerics;
using MdnSimd.Native.Handles;

namespace MdnSimd.Native.Calls;

/// <summary>Asks every row that was predicted last, and writes the answers.</summary>
internal readonly unsafe struct EachRow<TQuestion, T>(TQuestion* question, T* destination, nuint length) : IPredictorCall<T>
    where TQuestion : unmanaged, IRowQuestion<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Run(PredictorObject<T> predictor)
    {
        int rows = predictor.Predicted;
        question->Check(predictor.Info, rows);
        Caller.CheckRoom(destination, length, rows, "destination", "[rows]");
        for (int row = 0; row < rows; row++)
        {
            destination[row] = question->Answer(predictor.Rows[row], row);
        }
    }
}
