using BenchmarkDotNet.Running;
using MdnSimd.Benchmarks;

// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --filter '*'
//   '*Gemm*', '*Dense*', '*Head*', '*TrainingStep*', '*Prediction*', '*Mixture*' run one class; --job short takes a tenth of the time.
// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --readme README.md
//   measures what the README's table shows and writes it there.
// dotnet run -c Release --project perf/MdnSimd.Benchmarks -- --mixture docs/mixture.md
//   the same for the table of what each question to a mixture costs; a minute or two.
if (args is ["--readme", string file])
{
    ReadmeTable.Write(file);
}
else if (args is ["--mixture", string document])
{
    MixtureTable.Write(document);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
