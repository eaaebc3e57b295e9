using FsCheck;
using FsCheck.Fluent;

namespace MdnSimd.Tests.PyTorch;

/// <summary>The library beside PyTorch: mixtures, likelihood, and the backward pass judged by an autograd that is not ours.</summary>
public sealed class PyTorchTests
{
    private const int Models = 50;
    private const string UpdateVariable = "MDNSIMD_UPDATE_GOLDENS";

    /// <summary>One of each activation; every covariance and link three times.</summary>
    public static TheoryData<string> Names { get; } = [.. Enum.GetNames<Activation>()];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_library_agrees_with_what_PyTorch_said(string name)
    {
        Golden golden = new(Path.Combine(Golden.Folder, $"{name}.safetensors"));
        golden.AssertAgrees<double>(1e-10);
        golden.AssertAgrees<float>(1e-5);
    }

    [Fact]
    public async Task The_library_agrees_with_PyTorch_on_random_models()
    {
        await Python.Require("torch");
        using TemporaryDirectory folder = new();


        // The same models every time, in float with scales that are not small: with a floor of 0.1 a gradient was 1.1e-5 of the largest
        // beside PyTorch's in one model of fifty, two runs in some dozen. In double every floor.
        RandomModel[] models = [.. RandomModel.Any().Sample(Models, new Rnd(1), Models)];
        for (int i = 0; i < Models; i++)
        {
            Golden.Ask<double>(folder[""], $"{i}.double", models[i], 16);
            Golden.Ask<float>(folder[""], $"{i}.float", models[i] with { Floor = 0.5 }, 16);
        }

        await Golden.Answer(folder[""]);
        for (int i = 0; i < Models; i++)
        {
            new Golden(folder[$"{i}.double.safetensors"]).AssertAgrees<double>(1e-10);
            new Golden(folder[$"{i}.float.safetensors"]).AssertAgrees<float>(1e-5);
        }
    }

    /// <summary>MDNSIMD_UPDATE_GOLDENS=1 asks PyTorch again and rewrites the goldens.</summary>
    [Fact]
    public async Task The_goldens_are_what_PyTorch_says_of_these_models()
    {
        await Python.Require("torch");
        using TemporaryDirectory folder = new();
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            int index = (int)activation;
            RandomModel random = new(
                activation, (Covariance)(index % 3), (ScaleLink)(index / 3), 2, 1, 1 + (index % 4), 1 + ((index + 1) % 4), 0.1, 60 + index);
            Golden.Ask<double>(folder[""], $"{activation}", random, 6);
        }

        await Golden.Answer(folder[""]);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            string name = $"{activation}.safetensors";
            if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            {
                File.Copy(folder[name], Path.Combine(Golden.Folder, name), overwrite: true);
            }

            Golden fresh = new(folder[name]);
            fresh.AssertAgrees<double>(1e-10);
            fresh.AssertSame(new Golden(Path.Combine(Golden.Folder, name)));
        }
    }
}
