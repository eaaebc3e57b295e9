using System.Runtime.InteropServices;
using MdnSimd.Native.Calls;

namespace MdnSimd.Native.Exports;

/// <summary>What mdnsimd.h declares of predictors of models of doubles. The same as for floats: an entry point cannot be generic.</summary>
internal static unsafe class DoubleExports
{
    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_predict_f64")]
    public static Status Predict(ulong predictor, double* inputs, nuint rows, nuint columns) =>
        Border.Run<PredictCall<double>, double>(predictor, new(inputs, rows, columns));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_weights_f64")]
    public static Status Weights(ulong predictor, double* destination, nuint length) =>
        Border.Run<CopyCall<double>, double>(predictor, new(MixturePart.Weights, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_means_f64")]
    public static Status Means(ulong predictor, double* destination, nuint length) =>
        Border.Run<CopyCall<double>, double>(predictor, new(MixturePart.Means, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_scales_f64")]
    public static Status Scales(ulong predictor, double* destination, nuint length) =>
        Border.Run<CopyCall<double>, double>(predictor, new(MixturePart.Scales, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_precision_factors_f64")]
    public static Status PrecisionFactors(ulong predictor, double* destination, nuint length) =>
        Border.Run<CopyCall<double>, double>(predictor, new(MixturePart.PrecisionFactors, destination, length));

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_log_density_f64")]
    public static Status LogDensity(
        ulong predictor, double* targets, nuint rows, nuint columns, double* destination, nuint length) =>
        Border.Ask(predictor, new LogDensityQuestion<double>(targets, rows, columns), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_cdf_f64")]
    public static Status Cdf(
        ulong predictor, double* values, nuint rows, nuint dimension, double* destination, nuint length) =>
        Border.Ask(predictor, new CdfQuestion<double>(values, rows, dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_quantile_f64")]
    public static Status Quantile(ulong predictor, double probability, nuint dimension, double* destination, nuint length) =>
        Border.Ask(predictor, new QuantileQuestion<double>(probability, dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_mean_f64")]
    public static Status Mean(ulong predictor, nuint dimension, double* destination, nuint length) =>
        Border.Ask(predictor, new MeanQuestion<double>(dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_standard_deviation_f64")]
    public static Status StandardDeviation(ulong predictor, nuint dimension, double* destination, nuint length) =>
        Border.Ask(predictor, new StandardDeviationQuestion<double>(dimension), destination, length);

    [UnmanagedCallersOnly(EntryPoint = "mdnsimd_sample_f64")]
    public static Status Sample(ulong predictor, ulong seed, ulong first, nuint count, double* destination, nuint length) =>
        Border.Run<SampleCall<double>, double>(predictor, new(seed, first, count, destination, length));
}
