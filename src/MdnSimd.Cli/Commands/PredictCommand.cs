using System.CommandLine;
using System.Globalization;
using MdnSimd.Cli.Data;
using MdnSimd.Cli.Output;
using MdnSimd.Cli.Querying;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Commands;

/// <summary><c>mdn predict</c>: one line of answers for each row of a CSV file.</summary>
internal sealed class PredictCommand
{
    private readonly Argument<string> model = CommonArguments.Model();
    private readonly Argument<string> data = CommonArguments.Data("Rows to predict for, with the model's features.");
    private readonly Option<string?> output = CommonArguments.Output("OUT.csv", "File to write to instead of standard output.");
    private readonly Option<double[]> quantiles = Probabilities(
        "--quantile", "Q", "Probabilities whose quantiles to add; after the files, as in 0.05 0.5 0.95.");

    private readonly Option<double[]> intervals = Probabilities(
        "--interval", "P", "Probabilities whose central intervals to add: the same mass is left out on either side.");

    private readonly Option<double[]> regions = Probabilities(
        "--hdr", "P", "Probabilities whose highest-density regions to add: the least room, as intervals lower..upper; lower..upper.");

    private readonly Option<double[]> tails = Probabilities(
        "--cvar", "Q", "Masses of the lower and upper tails of which to add value at risk and expected shortfall.");

    private readonly Option<bool> mode = new("--mode")
    {
        Description = "Add the single most likely outcome: the highest mode of the joint density.",
    };

    private readonly Option<bool> mixture = new("--mixture")
    {
        Description = "Add the weight, mean and scale of every component, and its precision factor if the covariance is full.",
    };

    private readonly Option<int> threads = CommonArguments.Threads();

    public static Command Create(CommandContext context)
    {
        PredictCommand predict = new();
        Command command = new("predict", "Writes mean, standard deviation and more of every row's density as CSV.")
        {
            predict.model, predict.data, predict.output, predict.quantiles, predict.intervals, predict.regions, predict.tails,
            predict.mode, predict.mixture, predict.threads,
        };
        command.SetAction(result => predict.Run(result, context));
        return command;
    }

    private int Run(ParseResult result, CommandContext context)
    {
        PredictionQuestions questions = new()
        {
            Quantiles = Checked(result, quantiles),
            Intervals = Checked(result, intervals),
            Regions = Checked(result, regions),
            Tails = Checked(result, tails),
            Mode = result.GetValue(mode),
            Mixture = result.GetValue(mixture),
        };
        (string modelPath, string dataPath) = (result.GetRequiredValue(this.model), result.GetRequiredValue(data));
        string? path = result.GetValue(output);
        OutputFile.RequireApart(path, ("model", modelPath), ("data", dataPath));
        MdnModel<float> model = ModelFile.Load(modelPath);
        if (questions.Mode && model.Options.Targets > Triangular.MaxDimensions)
        {
            throw CommandException.Usage(
                $"--mode: the model has {model.Options.Targets} targets; expected at most {Triangular.MaxDimensions}");
        }

        using ModelQuery query = ModelQuery.Open(dataPath, model, TargetUse.WhenPresent);
        int threads = result.GetValue(this.threads);
        OutputFile.Write(path, context.Output, writer =>
        {
            PredictionOutput predictions = new(writer, Columns());
            query.Run(threads, () => new PredictionText(predictions, Columns()), context.Cancellation);
        });
        return ExitCode.Success;

        PredictionColumns Columns() => new(model.Options, model.Members * model.Options.Components, questions, query.HasTargets);
    }

    private static Option<double[]> Probabilities(string name, string helpName, string description) => OptionFactory.Reals(
        name, helpName, description, probability => probability is > 0 and < 1, "between 0 and 1");

    /// <summary>Different probabilities that the model's precision tells from 0 and 1.</summary>
    private static double[] Checked(ParseResult result, Option<double[]> option)
    {
        double[] probabilities = result.GetValue(option) ?? [];
        if (probabilities.Length > probabilities.Distinct().Count())
        {
            throw CommandException.Usage($"{option.Name}: a probability is named more than once");
        }

        foreach (double probability in probabilities)
        {
            if ((float)probability is 0 or 1)
            {
                string text = probability.ToString(CultureInfo.InvariantCulture);
                throw CommandException.Usage($"{option.Name}: '{text}' is {(float)probability} as a 32-bit float");
            }
        }

        return probabilities;
    }
}
