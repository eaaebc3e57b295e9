using BenchmarkDotNet.Running;
using MdnSimd.Benchmarks;

// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --filter '*'
//   '*Gemm*', '*Dense*', '*Head*', '*TrainingStep*', '*Prediction*', '*Mixture*' run one class; --job short takes a tenth of the time.
// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --mixture docs/mixture.md
//   measures what each question to a mixture costs and writes the table; a minute or two.
// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --check-allocation perf/expected-allocation.json
//   runs every benchmark a few times and fails where one allocates more than the file says. Takes no times.
switch (args)
{
    case ["--mixture", string file]:
        MixtureTable.Write(file);
        return 0;
    case ["--check-allocation", string file]:
        return AllocationCheck.Run(file);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
