using BenchmarkDotNet.Running;
using MdnSimd.Benchmarks;

// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --filter '*'
//   '*Gemm*', '*Dense*', '*Head*', '*TrainingStep*', '*Prediction*' run one class; --job short takes a tenth of the time.
// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --readme README.md
//   measures what the README's table shows and writes it there.
if (args is ["--readme", string file])
{
    ReadmeTable.Write(file);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
