using System.Numerics;

namespace MdnSimd.Native.Calls;

/// <summary>The checks of what a caller hands over: each names the argument as mdnsimd.h does, what came and what was expected.</summary>
internal static unsafe class Caller
{
    /// <summary>There is an address.</summary>
    public static void CheckAddress(void* address, string name)
    {
        if (address is null)
        {
            throw Refusal.Argument(name, "is NULL: expected an address");
        }
    }

    /// <summary>A matrix has the shape that it has to have.</summary>
    /// <param name="first">Its first element.</param>
    /// <param name="rows">The rows it has.</param>
    /// <param name="columns">The columns it has.</param>
    /// <param name="expectedRows">The rows it should have.</param>
    /// <param name="expectedColumns">The columns it should have.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="shape">What its shape is called.</param>
    public static void CheckMatrix(
        void* first, nuint rows, nuint columns, int expectedRows, int expectedColumns, string name, string shape)
    {
        CheckAddress(first, name);
        if (rows != (nuint)expectedRows || columns != (nuint)expectedColumns)
        {
            throw Refusal.Argument(name, $"is [{rows}, {columns}]: expected {shape} = [{expectedRows}, {expectedColumns}]");
        }
    }

    /// <summary>A vector has the length that it has to have.</summary>
    /// <param name="first">Its first element.</param>
    /// <param name="length">The elements it has.</param>
    /// <param name="expected">The elements it should have.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="shape">What its shape is called.</param>
    public static void CheckVector(void* first, nuint length, int expected, string name, string shape)
    {
        CheckAddress(first, name);
        if (length != (nuint)expected)
        {
            throw Refusal.Argument(name, $"is [{length}]: expected {shape} = [{expected}]");
        }
    }

    /// <summary>There is room for so many elements.</summary>
    /// <param name="first">The first.</param>
    /// <param name="length">How many fit.</param>
    /// <param name="needed">How many are written.</param>
    /// <param name="name">What the room is called.</param>
    /// <param name="shape">What the shape of the elements is called.</param>
    public static void CheckRoom(void* first, nuint length, long needed, string name, string shape)
    {
        CheckAddress(first, name);
        if (length < (nuint)needed)
        {
            throw Refusal.Argument(name, $"has room for {length} elements: expected {shape} = {needed}");
        }
    }

    /// <summary>A dimension is one of the target's.</summary>
    public static void CheckDimension(nuint dimension, in ModelInfo info)
    {
        if (dimension >= (nuint)info.Targets)
        {
            throw Refusal.Argument("dimension", $"is {dimension}: expected 0 to {info.Targets - 1}");
        }
    }

    /// <summary>All elements of a matrix are finite.</summary>
    public static void CheckFinite<T>(T* first, int rows, int columns, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Standardizer<T>.CheckFinite(*first++, name, row, column);
            }
        }
    }
}
