using MdnSimd.Quality;

return Arguments.Command(Benchmark.Run).Parse(args).Invoke();
