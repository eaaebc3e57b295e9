using BenchmarkDotNet.Running;

// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --filter '*'
// '*Gemm*', '*Dense*', '*Head*', '*TrainingStep*', '*Prediction*' run one class; --job short takes a tenth of the time.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
