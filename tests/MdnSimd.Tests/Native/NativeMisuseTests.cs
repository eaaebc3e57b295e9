using System.Globalization;

namespace MdnSimd.Tests.Native;

/// <summary>What mdnsimd.h says is refused is refused, with the status and words that it says, and nothing crashes: in C and in Python.</summary>
public sealed class NativeMisuseTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("c")]
    [InlineData("py")]
    public async Task Every_misuse_is_refused_by_name(string language)
    {
        string printed = await Run(language);
        Assert.Matches("^[0-9]+ refusals\n$", printed);
        Assert.InRange(int.Parse(printed.Split(' ')[0], CultureInfo.InvariantCulture), 500, int.MaxValue);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("py")]
    public async Task A_wrong_width_in_the_environment_is_refused_when_a_model_is_loaded(string language) =>
        Assert.Equal("refused the environment\n", await Run(language, ("MDNSIMD_SIMD", "1024")));

    private async Task<string> Run(string language, params (string Variable, string Value)[] environment)
    {
        NativeLibrary.Require();
        Save("model.safetensors", Covariance.Diagonal);
        Save("full.safetensors", Covariance.Full);
        string[] arguments = [folder["model.safetensors"], folder["full.safetensors"], folder[""]];
        if (language == "c")
        {
            return await NativeLibrary.Run(folder, await NativeLibrary.Compile(folder, "tests/native/misuse.c"), arguments, environment);
        }

        await Python.Require("ctypes");
        return await Python.Run(
            folder[""],
            [Checkout.PathOf("tests/native/misuse.py"), .. arguments],
            [("LD_LIBRARY_PATH", NativeLibrary.FolderOf("x86-64")), .. environment]);
    }

    private void Save(string name, Covariance covariance) =>
        new RandomModel(Activation.Tanh, covariance, ScaleLink.Softplus, 3, 1, 3, 2, 1e-3, 7).Create<float>().Save(folder[name]);
}
