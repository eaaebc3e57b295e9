using System.Numerics;
using MdnSimd.Simd;

namespace MdnSimd.Tests.Native;

/// <summary>A C program and a Python script answer as the C# library does, bit for bit, from four threads.</summary>
public sealed class NativeAgreementTests : IDisposable
{
    private const int Rows = 1000;
    private const int Threads = 4;

    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_million_rows_from_four_threads_have_the_bits_of_CSharp()
    {
        NativeLibrary.Require();
        RandomModel model = new(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 4, 2, 5, 2, 1e-3, 1);
        string golden = Golden<float>(model, 1);
        string printed = await NativeLibrary.Run(
            folder, await NativeLibrary.Compile(folder, "tests/native/agree.c"), [golden, $"{Threads}", "1000000"]);
        Assert.Equal($"1000000 rows on 4 threads, {SimdWidth.Bits} bits\n", printed);
    }

    [Theory]
    [InlineData(Covariance.Isotropic, 1, 1, false)]
    [InlineData(Covariance.Diagonal, 3, 2, true)]
    [InlineData(Covariance.Full, 4, 1, true)]
    [InlineData(Covariance.Full, 2, 3, false)]
    public async Task Every_kind_of_model_has_the_bits_of_CSharp_in_float_and_in_double(
        Covariance covariance, int dimensions, int members, bool drawsIn)
    {
        NativeLibrary.Require();
        RandomModel model = new(Activation.Silu, covariance, ScaleLink.Exp, 3, 1, 4, dimensions, 1e-6, members) { DrawsIn = drawsIn };
        await RunBoth(model, members);
    }

    [Theory]
    [InlineData("x86-64-v3", 256)]
    [InlineData("x86-64-v4", 512)]
    public async Task Each_level_has_the_bits_of_CSharp_at_the_same_width(string level, int bits)
    {
        NativeLibrary.Require();
        Assert.SkipUnless(SimdWidth.Choose(null) >= bits, $"this processor has no vectors of {bits} bits");
        Assert.SkipUnless(SimdWidth.Bits <= bits, $"the tests run with vectors of {SimdWidth.Bits} bits, of which {level} has none");
        RandomModel model = new(Activation.Sigmoid, Covariance.Full, ScaleLink.Exp, 3, 2, 5, 3, 1e-3, 4);
        await RunBoth(model, 2, ("LD_LIBRARY_PATH", NativeLibrary.FolderOf(level)));
    }

    [Fact]
    public async Task The_level_for_any_processor_agrees_but_for_rounding()
    {
        NativeLibrary.Require();
        // The linker takes the level for any processor where the tunables deny it the features of the others; the path is the same.
        RandomModel model = new(Activation.Elu, Covariance.Full, ScaleLink.Softplus, 3, 1, 3, 2, 1e-2, 6);
        string golden = Golden<double>(model, 2);
        string printed = await NativeLibrary.Run(
            folder,
            await NativeLibrary.Compile(folder, "tests/native/agree.c", "-DMDN_DOUBLE"),
            [golden, $"{Threads}", $"{4 * Rows}", "1e-11"],
            ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-AVX2_Usable,-AVX512F"));
        Assert.Equal($"{4 * Rows} rows on {Threads} threads, 128 bits\n", printed);
    }

    [Theory]
    [InlineData("f32")]
    [InlineData("f64")]
    public async Task A_Python_script_has_the_bits_of_CSharp(string type)
    {
        NativeLibrary.Require();
        await Python.Require("ctypes");
        RandomModel model = new(Activation.Tanh, Covariance.Full, ScaleLink.Softplus, 4, 1, 3, 2, 1e-3, 5);
        string golden = type == "f64" ? Golden<double>(model, 2) : Golden<float>(model, 2);
        string printed = await Python.Run(
            folder[""],
            [Checkout.PathOf("tests/native/agree.py"), type, golden, $"{Threads}", "1000000"],
            ("LD_LIBRARY_PATH", NativeLibrary.FolderOf("x86-64")));
        Assert.Equal($"1000000 rows on 4 threads, {SimdWidth.Bits} bits\n", printed);
    }

    [Fact]
    public async Task The_program_that_measures_the_library_prints_a_time_for_each_kind_of_call()
    {
        NativeLibrary.Require();
        new RandomModel(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 2, 1, 3, 2, 1e-3, 9).Create<float>().Save(folder["model.safetensors"]);
        string program = await NativeLibrary.Compile(folder, "tests/native/timing.c");
        string[] lines = (await NativeLibrary.Run(folder, program, [folder["model.safetensors"], "1"])).TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.All(lines, line => Assert.Matches("^C  [a-z0-9, ]+ +[0-9]+\\.[0-9] ns$", line));
    }

    private async Task RunBoth(RandomModel model, int members, params (string Variable, string Value)[] environment)
    {
        string narrow = Golden<float>(model, members);
        string printed = await NativeLibrary.Run(
            folder, await NativeLibrary.Compile(folder, "tests/native/agree.c"), [narrow, "2", $"{4 * Rows}"], environment);
        Assert.Equal($"{4 * Rows} rows on 2 threads, {SimdWidth.Bits} bits\n", printed);
        string wide = Golden<double>(model, members);
        await NativeLibrary.Run(
            folder, await NativeLibrary.Compile(folder, "tests/native/agree.c", "-DMDN_DOUBLE"), [wide, "2", $"{4 * Rows}"], environment);
    }

    private string Golden<T>(RandomModel model, int members)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string path = folder["model.safetensors"];
        model.Create<T>(members).Save(path);
        NativeGolden.Write(folder["golden"], path, model.Features<T>(Rows), model.Targets<T>(Rows));
        return folder["golden"];
    }
}
