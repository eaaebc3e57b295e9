using System.CommandLine;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Onnx;
using MdnSimd.Onnx.Graphs;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn export</c>: a model in the format of other runtimes.</summary>
internal sealed class ExportCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Option<string> onnx = new("--onnx")
    {
        Description = "ONNX file to write: standard operators of opset 17, any number of rows.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> logDensity = new("--log-density")
    {
        Description = "Add the input t, targets, and the output log_density, their log-density in nats.",
    };

    public static Command Create(CommandContext context)
    {
        ExportCommand export = new();
        export.onnx.Validators.Add(result => CommonArguments.RequireName(result, "--onnx"));
        Command command = new("export", "Writes a model as an ONNX graph: features in, the whole mixture out, in the data's units.")
        {
            export.model, export.onnx, export.logDensity,
        };
        command.SetAction(result => export.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        (string modelPath, string path) = (result.GetRequiredValue(this.model), result.GetRequiredValue(onnx));
        OutputFile.RequireApart("--onnx", path, ("model", modelPath));
        MdnModel<float> model = ModelFile.Load(modelPath);
        OnnxOptions options = new() { LogDensity = result.GetValue(logDensity) };
        OutputFile.Save(path, () => OnnxExport.Save(model, path, options));

        MixtureSignature signature = ModelGraph.SignatureOf(model, options);
        TextTable table = new("value", "shape", "role", "meaning") { NameColumns = 4 };
        Add(table, "input", signature.Inputs);
        Add(table, "output", signature.Outputs);
        table.Write(context.Output);
        return ExitCode.Success;
    }

    private static void Add(TextTable table, string role, IEnumerable<OnnxValue> values)
    {
        foreach (OnnxValue value in values)
        {
            table.Add(value.Name, value.Shape, role, value.Description);
        }
    }
}
