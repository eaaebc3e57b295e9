using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MdnSimd.Native;

/// <summary>What a caller has to know about a model to make room for its answers; <c>mdnsimd_info</c> in mdnsimd.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ModelInfo
{
    /// <summary>Bytes of a predictor's mixtures that are never exceeded: an array is not longer.</summary>
    private const long MostBytes = 0x7fff0000;

    /// <summary>What is added between the parts of a mixture at most, in bytes.</summary>
    private const long Padding = 1024;

    public int Inputs { get; init; }

    public int Targets { get; init; }

    public int Components { get; init; }

    public int Members { get; init; }

    public int Covariance { get; init; }

    public ElementType Type { get; init; }

    public long Parameters { get; init; }

    /// <summary>Elements of a row's weights.</summary>
    public long Weights => Components;

    /// <summary>Elements of a row's means, and of its scales.</summary>
    public long Means => (long)Components * Targets;

    /// <summary>Elements of a row's precision factors; none where the covariance is not full.</summary>
    public long PrecisionFactors => Covariance == (int)MdnSimd.Covariance.Full ? Means * Targets : 0;

    /// <summary>The most rows whose mixtures fit into one piece of memory.</summary>
    public int MostRows
    {
        get
        {
            long row = (2 * Weights) + (2 * Means) + PrecisionFactors;
            return (int)((MostBytes - Padding) / (row * (Type == ElementType.F64 ? sizeof(double) : sizeof(float))));
        }
    }

    /// <summary>What there is to know about a model.</summary>
    public static ModelInfo Of<T>(MdnModel<T> model)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new()
        {
            Inputs = model.Options.Inputs,
            Targets = model.Options.Targets,
            Components = model.Members * model.Options.Components,
            Members = model.Members,
            Covariance = (int)model.Options.Covariance,
            Type = Unsafe.SizeOf<T>() == sizeof(double) ? ElementType.F64 : ElementType.F32,
            Parameters = model.ParameterCount,
        };
}
