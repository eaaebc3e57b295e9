using System.Runtime.InteropServices;
using MdnSimd.Persistence;

namespace MdnSimd.Tests.Persistence;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryDirectory folder = new();

    private string Path => folder["model.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Covariance.Isotropic)]
    [InlineData(Covariance.Full)]
    public void A_model_comes_back_bit_for_bit_with_its_options_and_scalers(Covariance covariance)
    {
        MdnModel<float> model = Model<float>(new MdnOptions
        {
            Inputs = 3,
            Targets = 2,
            Components = 4,
            Covariance = covariance,
            Hidden = [7, 33],
            Activation = Activation.Gelu,
            Initialization = Initialization.He,
            ScaleLink = ScaleLink.EluPlusOne,
            ScaleFloor = 0.0123,
            InputNames = ["a", "b \"quoted\"", "\u00e9\U0001F30B"],
            TargetNames = ["u", "v"],
        });
        model.Save(Path);
        MdnModel<float> back = MdnModel<float>.Load(Path);
        Assert.Equal(model.Options, back.Options);
        Assert.True(model.Parameters.SequenceEqual(back.Parameters));
        Assert.True(model.InputScaler.Means.SequenceEqual(back.InputScaler.Means));
        Assert.True(model.InputScaler.Scales.SequenceEqual(back.InputScaler.Scales));
        Assert.True(model.TargetScaler.Means.SequenceEqual(back.TargetScaler.Means));
        Assert.True(model.TargetScaler.Scales.SequenceEqual(back.TargetScaler.Scales));

        MdnModel<double> wide = MdnModel<double>.Load(Path);
        Assert.Equal(model.InputScaler.Means.ToArray().Select(mean => (double)mean), wide.InputScaler.Means.ToArray());
    }

    [Fact]
    public void A_file_in_memory_is_the_same_model_and_may_change_afterwards()
    {
        MdnModel<float> model = Model<float>(new MdnOptions { Inputs = 2, Targets = 1 });
        model.Save(Path);
        byte[] file = File.ReadAllBytes(Path);
        MdnModel<float> back = MdnModel<float>.Load(file);
        Array.Clear(file);
        Assert.Equal(model.Options, back.Options);
        Assert.True(model.Parameters.SequenceEqual(back.Parameters));
        Assert.True(model.InputScaler.Means.SequenceEqual(back.InputScaler.Means));
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => MdnModel<float>.Load(file, "resource 7"));
        Assert.StartsWith("resource 7: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_hidden_layers_comes_back()
    {
        MdnModel<double> model = Model<double>(new MdnOptions { Inputs = 2, Targets = 1, Hidden = [] });
        model.Save(Path);
        Assert.True(model.Parameters.SequenceEqual(MdnModel<double>.Load(Path).Parameters));
    }

    [Fact]
    public void Tensors_have_the_names_and_shapes_that_PyTorch_gives_linear_layers()
    {
        MdnModel<float> model = Model<float>(new MdnOptions { Inputs = 3, Targets = 1, Components = 2, Hidden = [5] });
        model.Save(Path);
        SafetensorsFile file = SafetensorsFile.Read(Path);
        Assert.Equal(
            ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "inputs.mean", "inputs.scale", "targets.mean", "targets.scale"],
            file.TensorNames);
        Assert.Equal([5L, 3L], file.Find("layers.0.weight").Shape.Dimensions.ToArray());
        Assert.Equal([6L, 5L], file.Find("layers.1.weight").Shape.Dimensions.ToArray());

        // [out, in]: element (2, 1) is the weight from input 1 to output 2.
        float[] weight = new float[15];
        file.CopyTo<float>("layers.0.weight", weight);
        Assert.Equal(model.Parameters[model.Layout.Layers[0].WeightOffset + model.Layout.Layers[0].Stride + 2], weight[(2 * 3) + 1]);
    }

    [Fact]
    public void An_ensemble_is_one_file_whose_layers_are_named_by_their_member()
    {
        MdnModel<float> model = Ensemble(3);
        model.Save(Path);
        SafetensorsFile file = SafetensorsFile.Read(Path);
        Assert.Equal(
            [.. Enumerable.Range(0, 12).Select(i => $"members.{i / 4}.layers.{i / 2 % 2}.{(i % 2 == 0 ? "weight" : "bias")}"),
             "inputs.mean", "inputs.scale", "targets.mean", "targets.scale"],
            file.TensorNames);
        Assert.Equal([3L, 2L], file.Find("members.2.layers.0.weight").Shape.Dimensions.ToArray());
        MdnModel<float> back = MdnModel<float>.Load(Path);
        Assert.Equal(3, back.Members);
        Assert.Equal(model.Options, back.Options);
        Assert.True(model.Parameters.SequenceEqual(back.Parameters));
        Assert.Equal(2, back.FormatVersion);
        Assert.Equal(2, model.FormatVersion);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_draws_in_long_tails_comes_back_from_a_file_that_older_readers_refuse(int members)
    {
        RandomModel random = new(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 3, 1, 2, 1, 1e-3, 4) { DrawsIn = true };
        MdnModel<float> model = random.Create<float>(members);
        model.Save(Path);
        MdnModel<float> back = MdnModel<float>.Load(Path);
        PowerTransform<float> power = model.InputScaler.Power!;
        Assert.Equal(power.Powers, back.InputScaler.Power!.Powers);
        Assert.Equal(power.Means, back.InputScaler.Power.Means);
        Assert.Equal(power.Scales, back.InputScaler.Power.Scales);
        Assert.Equal((3, 3), (model.FormatVersion, back.FormatVersion));
        Assert.Equal(members, back.Members);
        Assert.Null(back.TargetScaler.Power);
        using MdnPredictor<float> expected = model.CreatePredictor();
        using MdnPredictor<float> actual = back.CreatePredictor();
        float[,] features = random.Features<float>(5);
        for (int row = 0; row < 5; row++)
        {
            ReadOnlySpan<float> x = new CommunityToolkit.HighPerformance.ReadOnlySpan2D<float>(features).GetRowSpan(row);
            Assert.Equal(expected.Predict(x).Means, actual.Predict(x).Means);
        }
    }

    [Theory]
    [InlineData("inputs.power", "inputs.power")]
    [InlineData("inputs.power_mean", "inputs.power_mean")]
    [InlineData("inputs.power_scale", "inputs.power_scale")]
    public void One_of_its_tensors_without_the_others_is_an_error_that_names_what_is_missing(string left, string named)
    {
        RandomModel random = new(Activation.Tanh, Covariance.Diagonal, ScaleLink.Softplus, 3, 0, 2, 1, 1e-3, 4) { DrawsIn = true };
        random.Create<float>().Save(Path);
        SafetensorsFile whole = SafetensorsFile.Read(Path);
        SafetensorsWriter writer = new();
        ModelMetadata.Write(random.Options, 1, drawsIn: true, writer);
        foreach (string name in whole.TensorNames.Where(name => name != left))
        {
            long[] shape = name.EndsWith("weight", StringComparison.Ordinal) ? [random.Options.Components * 3, 3] : [whole.Find(name).Elements];
            float[] values = new float[whole.Find(name).Elements];
            whole.CopyTo<float>(name, values);
            writer.Add<float>(name, shape, values);
        }

        writer.Write(Path);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => MdnModel<float>.Load(Path));
        Assert.Contains($"'{named}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_alone_is_written_as_a_model_always_was()
    {
        MdnModel<float> member = Ensemble(3).Member(1);
        member.Save(Path);
        SafetensorsFile file = SafetensorsFile.Read(Path);
        Assert.Equal("1", SafetensorsBytes.Text(file, "format_version"));
        Assert.DoesNotContain("members", file.MetadataKeys);
        Assert.Equal("layers.0.weight", file.TensorNames.First());
        Assert.True(member.Parameters.SequenceEqual(MdnModel<float>.Load(Path).Parameters));
    }

    [Theory]
    [InlineData("\"members\":\"3\"", "\"members\":\"0\"", "Members is 0: expected 1 to 1024")]
    [InlineData("\"members\":\"3\"", "\"members\":\"-3\"", "members")]
    [InlineData("\"members\":\"3\"", "\"members\":\"99999\"", "Members is 99999")]
    [InlineData("\"members\":\"3\"", "\"nembers\":\"3\"", "'members' is missing")]
    [InlineData("\"members\":\"3\"", "\"members\":\"4\"", "members.3.layers.0.weight")]
    [InlineData("\"members\":\"3\"", "\"members\":\"2\"", "'members.2.layers.0.weight': there are 2 members only")]
    [InlineData("\"members\":\"3\"", "\"members\":\"1\"", "layers.0.weight")]
    [InlineData("\"format_version\":\"2\"", "\"format_version\":\"1\"", "layers.0.weight")]
    [InlineData("members.1.layers.1.bias", "members.1.layers.2.bias", "members.1.layers.1.bias")]
    [InlineData("members.1.layers.1.bias", "members.1.layers.2.weight", "members.1.layers")]
    public void An_ensemble_that_does_not_fit_is_refused_by_name(string old, string @new, string expected)
    {
        Ensemble(3).Save(Path);
        AssertRefused(Replace(File.ReadAllBytes(Path), old, @new), expected);
    }

    [Fact]
    public void Saving_over_a_model_replaces_it_and_leaves_nothing_behind()
    {
        Model<float>(new MdnOptions { Inputs = 2, Targets = 1 }).Save(Path);
        Model<float>(new MdnOptions { Inputs = 4, Targets = 1 }).Save(Path);
        Assert.Equal(4, MdnModel<float>.Load(Path).Options.Inputs);
        Assert.Equal(["model.safetensors"], folder.Names);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Contains("nothing.safetensors", Assert.Throws<FileNotFoundException>(() => MdnModel<float>.Load("nothing.safetensors")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_model_cut_short_anywhere_is_refused()
    {
        Model<float>(new MdnOptions { Inputs = 2, Targets = 1, Hidden = [3] }).Save(Path);
        byte[] whole = File.ReadAllBytes(Path);
        for (int length = 0; length < whole.Length; length += 17)
        {
            AssertRefused(whole[..length]);
        }
    }

    [Fact]
    public void A_header_length_of_2_to_the_60_is_refused()
    {
        Model<float>(new MdnOptions { Inputs = 2, Targets = 1, Hidden = [3] }).Save(Path);
        byte[] bytes = File.ReadAllBytes(Path);
        BitConverter.TryWriteBytes(bytes, 1UL << 60);
        AssertRefused(bytes, "1152921504606846976");
    }

    [Fact]
    public void Offsets_outside_the_file_are_refused()
    {
        Model<float>(new MdnOptions { Inputs = 2, Targets = 1, Hidden = [3] }).Save(Path);
        AssertRefused(Replace(File.ReadAllBytes(Path), "\"data_offsets\":[0,24]", "\"data_offsets\":[0,94]"), "layers.0");
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        AssertRefused([.. "eruptions,waiting\n3.6,79\n1.8,54\n"u8]);
        AssertRefused([]);
        SafetensorsWriter writer = new();
        writer.Add<float>("layers.0.weight", [1, 1], [1f]);
        AssertRefused(writer.ToArray(), "format", "no model");
    }

    [Theory]
    [InlineData("layers.1.bias", float.NaN, "NaN")]
    [InlineData("layers.0.weight", float.PositiveInfinity, "layers.0.weight")]
    [InlineData("inputs.scale", 0f, "inputs.scale")]
    [InlineData("targets.scale", -1f, "targets.scale")]
    [InlineData("targets.mean", float.NaN, "targets.mean")]
    public void Numbers_that_are_no_parameters_are_refused_by_name(string tensor, float value, string expected)
    {
        Model<float>(new MdnOptions { Inputs = 2, Targets = 1, Hidden = [3] }).Save(Path);
        byte[] bytes = File.ReadAllBytes(Path);
        TensorInfo info = SafetensorsFile.Parse(bytes, Path).Find(tensor);
        int data = 8 + (int)BitConverter.ToUInt64(bytes);
        MemoryMarshal.Write(bytes.AsSpan(data + (int)info.Begin), in value);
        AssertRefused(bytes, tensor, expected);
    }

    [Theory]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"9\"", "is 9: this version of the library reads versions 1 to 3")]
    [InlineData("\"format_version\":\"1\"", "\"format_version\":\"x\"", "format_version")]
    [InlineData("\"components\":\"5\"", "\"components\":\"0\"", "Components")]
    [InlineData("\"components\":\"5\"", "\"components\":\"6\"", "layers.1.weight")]
    [InlineData("\"hidden\":\"3\"", "\"hidden\":\"4\"", "layers.0.weight")]
    [InlineData("\"hidden\":\"3\"", "\"hidden\":\"\" ", "layers.0.weight")]
    [InlineData("\"activation\":\"Tanh\"", "\"activation\":\"Tonh\"", "Tonh")]
    [InlineData("\"activation\":\"Tanh\"", "\"activation\":\"1   \"", "activation")]
    [InlineData("\"covariance\":\"Diagonal\"", "\"covariancE\":\"Diagonal\"", "covariance")]
    [InlineData("\"scale_floor\":\"0.001\"", "\"scale_floor\":\"-0.01\"", "ScaleFloor")]
    [InlineData("\"target_names\":\"[\\\"y1\\\"]\"", "\"target_names\":\"[\\\"y1\\\",\"", "target_names")]
    [InlineData("\"layers.1.bias\"", "\"layers.2.bias\"", "layers.1.bias")]
    public void Options_that_do_not_fit_are_refused_by_name(string old, string @new, string expected)
    {
        Model<float>(new MdnOptions { Inputs = 2, Targets = 1, Hidden = [3] }).Save(Path);
        AssertRefused(Replace(File.ReadAllBytes(Path), old, @new), expected);
    }

    [Fact]
    public void Options_that_ask_for_any_amount_of_memory_take_none()
    {
        Model<float>(new MdnOptions { Inputs = 2, Targets = 1, Hidden = [3] }).Save(Path);
        byte[] huge = Replace(File.ReadAllBytes(Path), "\"hidden\":\"3\"", "\"hidden\":\"65536,65536\"");
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(huge, "too large");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static MdnModel<float> Ensemble(int members)
    {
        MdnOptions options = new() { Inputs = 2, Targets = 1, Hidden = [3] };
        using MdnTrainer<float> trainer = new(options, new TrainingOptions { Epochs = 1, Members = members });
        return trainer.Fit(Synthetic.Normal<float>(9, 2, 1), Synthetic.Normal<float>(9, 1, 2)).Model;
    }

    private static MdnModel<T> Model<T>(MdnOptions options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] means = [.. Enumerable.Range(0, options.Inputs).Select(i => T.CreateTruncating(0.1 * i))];
        T[] scales = [.. Enumerable.Range(0, options.Inputs).Select(i => T.CreateTruncating(1.7 + i))];
        using MdnTrainer<T> trainer = new(options, new TrainingOptions { Threads = 1 }, new Standardizer<T>(means, scales));
        return trainer.ToModel();
    }

    /// <summary>Replaces text in the header; where lengths differ, the header's length is set anew.</summary>
    private static byte[] Replace(byte[] file, string old, string @new)
    {
        int length = (int)BitConverter.ToUInt64(file);
        string header = System.Text.Encoding.UTF8.GetString(file, 8, length);
        Assert.Contains(old, header, StringComparison.Ordinal);
        byte[] changed = System.Text.Encoding.UTF8.GetBytes(header.Replace(old, @new, StringComparison.Ordinal));
        return [.. BitConverter.GetBytes((ulong)changed.Length), .. changed, .. file[(8 + length)..]];
    }

    private void AssertRefused(byte[] bytes, params string[] parts)
    {
        File.WriteAllBytes(Path, bytes);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => MdnModel<float>.Load(Path));
        Assert.StartsWith(Path, error.Message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
