using System.Globalization;
using System.Text.RegularExpressions;

namespace MdnSimd.Tests.Native;

/// <summary>What is loaded and freed over and over leaves nothing behind, and damaged files neither crash nor grow.</summary>
public sealed partial class NativeMemoryTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_hundred_thousand_cycles_of_load_predict_and_free_leave_neither_handles_nor_memory()
    {
        NativeLibrary.Require();
        Save(Covariance.Diagonal, 2, 1, drawsIn: true);
        string printed = await Run("leaks", "100000");
        Assert.StartsWith("100000 cycles: ", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Covariance.Isotropic, 1, 1, false, 40000)]
    [InlineData(Covariance.Diagonal, 2, 1, true, 30000)]
    [InlineData(Covariance.Full, 2, 3, false, 30000)]
    public async Task A_hundred_thousand_damaged_files_are_refused_or_are_models(
        Covariance covariance, int targets, int members, bool drawsIn, int cases)
    {
        NativeLibrary.Require();
        Save(covariance, targets, members, drawsIn);
        string printed = await Run("mutate", $"{cases}", $"{(int)covariance + 1}");
        int[] counts = [.. Number().Matches(printed).Take(2).Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture))];
        Assert.Equal(cases, counts.Sum());
        Assert.All(counts, count => Assert.InRange(count, cases / 100, cases));
    }

    [Fact]
    public async Task A_model_larger_than_the_constant_takes_no_more_than_twice_its_file()
    {
        NativeLibrary.Require();
        MdnOptions options = new() { Inputs = 64, Targets = 2, Components = 8, Covariance = Covariance.Full, Hidden = [256, 256] };
        Synthetic.Untrained<float>(options).Save(folder["model.safetensors"]);
        Assert.Matches("^[0-9]+ refused, [0-9]+ models", await Run("mutate", "1000", "9"));
    }

    private void Save(Covariance covariance, int targets, int members, bool drawsIn) =>
        new RandomModel(Activation.Tanh, covariance, ScaleLink.Softplus, 3, 1, 3, targets, 1e-3, 8) { DrawsIn = drawsIn }
            .Create<float>(members)
            .Save(folder["model.safetensors"]);

    private async Task<string> Run(string name, params string[] arguments) => await NativeLibrary.Run(
        folder, await NativeLibrary.Compile(folder, $"tests/native/{name}.c"), [folder["model.safetensors"], .. arguments]);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
