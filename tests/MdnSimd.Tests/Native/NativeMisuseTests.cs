namespace MdnSimd.Tests.Native;

/// <summary>What mdnsimd.h says is refused is refused, with the status and words that it says, and nothing crashes.</summary>
public sealed class NativeMisuseTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_misuse_is_refused_by_name()
    {
        NativeLibrary.Require();
        string printed = await Run();
        Assert.Matches("^[0-9]+ refusals\n$", printed);
        Assert.InRange(int.Parse(printed.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), 500, int.MaxValue);
    }

    [Fact]
    public async Task A_wrong_width_in_the_environment_is_refused_when_a_model_is_loaded()
    {
        NativeLibrary.Require();
        Assert.Equal("refused the environment\n", await Run(("MDNSIMD_SIMD", "1024")));
    }

    private async Task<string> Run(params (string Variable, string Value)[] environment)
    {
        Save("model.safetensors", Covariance.Diagonal);
        Save("full.safetensors", Covariance.Full);
        string program = await NativeLibrary.Compile(folder, "tests/native/misuse.c");
        return await NativeLibrary.Run(folder, program, [folder["model.safetensors"], folder["full.safetensors"], folder[""]], environment);
    }

    private void Save(string name, Covariance covariance) =>
        new RandomModel(Activation.Tanh, covariance, ScaleLink.Softplus, 3, 1, 3, 2, 1e-3, 7).Create<float>().Save(folder[name]);
}
