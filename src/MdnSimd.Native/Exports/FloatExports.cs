using System.Runtime.InteropServices;
using MdnSimd.Native.Calls;

namespace MdnSimd.Native.Exports;

/// <summary>What mdnsimd.h declares of predictors of models of floats. The same as for doubles: an entry point cannot be generic.</summary>
internal static unsafe class FloatExports
{
    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_predict_f32")]
    public static Status Predict(ulong predictor, float* inputs, nuint rows, nuint columns) =>
        Border.Run<PredictCall<float>, float>(predictor, new(inputs, rows, columns));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_weights_f32")]
    public static Status Weights(ulong predictor, float* destination, nuint length) =>
        Border.Run<CopyCall<float>, float>(predictor, new(MixturePart.Weights, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_means_f32")]
    public static Status Means(ulong predictor, float* destination, nuint length) =>
        Border.Run<CopyCall<float>, float>(predictor, new(MixturePart.Means, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_scales_f32")]
    public static Status Scales(ulong predictor, float* destination, nuint length) =>
        Border.Run<CopyCall<float>, float>(predictor, new(MixturePart.Scales, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_precision_factors_f32")]
    public static Status PrecisionFactors(ulong predictor, float* destination, nuint length) =>
        Border.Run<CopyCall<float>, float>(predictor, new(MixturePart.PrecisionFactors, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_log_density_f32")]
    public static Status LogDensity(
        ulong predictor, float* targets, nuint rows, nuint columns, float* destination, nuint length) =>
        Border.Ask(predictor, new LogDensityQuestion<float>(targets, rows, columns), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_cdf_f32")]
    public static Status Cdf(
        ulong predictor, float* values, nuint rows, nuint dimension, float* destination, nuint length) =>
        Border.Ask(predictor, new CdfQuestion<float>(values, rows, dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_quantile_f32")]
    public static Status Quantile(ulong predictor, float probability, nuint dimension, float* destination, nuint length) =>
        Border.Ask(predictor, new QuantileQuestion<float>(probability, dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_mean_f32")]
    public static Status Mean(ulong predictor, nuint dimension, float* destination, nuint length) =>
        Border.Ask(predictor, new MeanQuestion<float>(dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_standard_deviation_f32")]
    public static Status StandardDeviation(ulong predictor, nuint dimension, float* destination, nuint length) =>
        Border.Ask(predictor, new StandardDeviationQuestion<float>(dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_sample_f32")]
    public static Status Sample(ulong predictor, ulong seed, ulong first, nuint count, float* destination, nuint length) =>
        Border.Run<SampleCall<float>, float>(predictor, new(seed, first, count, destination, length));
}
