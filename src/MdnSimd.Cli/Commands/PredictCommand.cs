using System.CommandLine;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Cli.Querying;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn predict</c>: one line of answers for each row of a CSV file.</summary>
internal sealed class PredictCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Argument<string> data = CommonArguments.Data("Rows to predict for, with the model's features.");
    private readonly Option<string?> output = CommonArguments.Output("OUT.csv", "File to write to instead of standard output.");
    private readonly Option<double[]> quantiles = OptionFactory.Reals(
        "--quantile", "Q", "Probabilities whose quantiles to add; after the files, as in 0.05 0.5 0.95.",
        probability => probability is > 0 and < 1, "between 0 and 1");

    private readonly Option<int> threads = CommonArguments.Threads();

    private readonly Option<bool> mixture = new("--mixture")
    {
        Description = "Add the weight, mean and scale of every component, and its precision factor if the covariance is full.",
    };

    public static Command Create(CommandContext context)
    {
        PredictCommand predict = new();
        Command command = new("predict", "Writes mean, standard deviation and more of every row's density as CSV.")
        {
            predict.model, predict.data, predict.output, predict.quantiles, predict.mixture, predict.threads,
        };
        command.SetAction(result => predict.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        double[] quantiles = result.GetValue(this.quantiles) ?? [];
        if (quantiles.Length > quantiles.Distinct().Count())
        {
            throw CommandException.Usage("--quantile: a probability is named more than once");
        }

        (string modelPath, string dataPath) = (result.GetRequiredValue(this.model), result.GetRequiredValue(data));
        string? path = result.GetValue(output);
        OutputFile.RequireApart(path, ("model", modelPath), ("data", dataPath));
        MdnModel<float> model = ModelFile.Load(modelPath);
        using ModelQuery query = ModelQuery.Open(dataPath, model, TargetUse.WhenPresent);
        PredictionColumns columns = new(model.Options, quantiles, query.HasTargets, result.GetValue(mixture));
        int threads = result.GetValue(this.threads);
        OutputFile.Write(path, context.Output, writer =>
        {
            PredictionOutput predictions = new(writer, columns);
            query.Run(threads, () => new PredictionText(predictions, columns), context.Cancellation);
        });
        return ExitCode.Success;
    }
}
