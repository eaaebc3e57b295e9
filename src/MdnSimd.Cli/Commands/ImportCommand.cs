using System.CommandLine;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn import</c>: a network that was trained elsewhere becomes a model.</summary>
internal sealed class ImportCommand
{
    private readonly Argument<string> tensors = CommonArguments.File(
        "FILE.safetensors", "Layers and scalers, named as docs/pytorch.md says: F32, F64, F16 or BF16.");

    private readonly Option<string> config = new("--config")
    {
        Description = "JSON file that says what the network is.",
        HelpName = "CONFIG.json",
        Required = true,
    };

    private readonly Option<string?> output = CommonArguments.Output("MODEL.safetensors", "Model file to write.");

    public static Command Create(CommandContext context)
    {
        ImportCommand import = new();
        import.output.Required = true;
        import.config.Validators.Add(result => CommonArguments.RequireName(result, "--config"));
        Command command = new("import", "Makes a model of a network that was trained elsewhere, as in PyTorch.")
        {
            import.tensors, import.config, import.output,
        };
        command.SetAction(result => import.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        (string path, string configPath) = (result.GetRequiredValue(tensors), result.GetRequiredValue(config));
        string model = result.GetRequiredValue(output)!;
        OutputFile.RequireApart(model, ("tensors", path), ("configuration", configPath));
        MdnModel<float> imported = ModelFile.Import(path, NetworkConfig.Read(configPath));
        OutputFile.Save(imported, model);
        InfoCommand.Write(context.Output, model, imported);
        return ExitCode.Success;
    }
}
