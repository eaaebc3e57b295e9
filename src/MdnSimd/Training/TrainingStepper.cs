using System.Numerics;
using System.Numerics.Tensors;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>What a step met.</summary>
/// <param name="Loss">The mean loss of the batch before the step, in standardised units.</param>
/// <param name="Norm">The Euclidean norm of the gradient before clipping.</param>
/// <param name="Clipped">Whether the gradient was shortened, or any element of it limited.</param>
/// <param name="Skipped">Whether the step was not taken, because the loss or the norm is not finite.</param>
internal readonly record struct StepOutcome(double Loss, double Norm, bool Clipped, bool Skipped);

/// <summary>Steps of an engine: gradient, check, clip, update.</summary>
internal sealed class TrainingStepper<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Optimizers keep a mean of squares, which must not overflow: an infinite one would stop its parameter for good.</summary>
    private static readonly double LargestElement = typeof(T) == typeof(float) ? 1e18 : 1e150;

    private readonly NetworkLayout layout;
    private readonly MixtureHead<T> head;
    private readonly TrainingOptions training;
    private readonly T[] slopes;
    private long updates;

    /// <summary>A stepper with parameters of zero: call <see cref="Reset"/>.</summary>
    public TrainingStepper(NetworkLayout layout, MixtureHead<T> head, WorkerTeam team, TrainingOptions training)
    {
        this.layout = layout;
        this.head = head;
        this.training = training;
        slopes = new T[2 * layout.Inputs];
        Engine = new TrainingEngine<T>(layout, head, team, LossTerms<T>.Of(training.Loss, training.WeightPrior));
    }

    /// <summary>What computes.</summary>
    public TrainingEngine<T> Engine { get; }

    /// <summary>Draws fresh weights and forgets the optimizer's past.</summary>
    /// <param name="initialization">The rule.</param>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="constantInputs">
    /// Features with one value in all rows to come: their weights start at 0 and stay there, so that another value says nothing later.
    /// </param>
    public void Reset(Initialization initialization, ulong seed, ReadOnlySpan<int> constantInputs = default)
    {
        LayerLayout first = layout.Layers[0];
        LayerLayout last = layout.Layers[^1];
        WeightInitializer.Fill(layout, initialization, seed, Engine.Parameters);
        MixtureInitializer.Fill(head.Layout, seed, Engine.Parameters.Slice(last.BiasOffset, last.Outputs));
        for (int input = 0; input < last.Inputs; input++)
        {
            MixtureInitializer.ClearCouplings(
                head.Layout, Engine.Parameters.Slice(last.WeightOffset + (input * last.Stride), last.Outputs));
        }

        foreach (int input in constantInputs)
        {
            Engine.Parameters.Slice(first.WeightOffset + (input * first.Stride), first.Outputs).Clear();
        }

        updates = 0;
        Engine.ParametersChanged(resetMoments: true);
    }

    /// <summary>After <see cref="Reset"/>: begins at the mixture of the targets, whatever the features.</summary>
    public void StartAtMarginal(MdnOptions options, TrainingData<T> data, ulong seed)
    {
        MarginalStart.Apply(options, data, seed, layout.Layers[^1], Engine.Parameters);
        Engine.ParametersChanged(resetMoments: false);
    }

    /// <summary>One step; what is not finite is reported, not followed.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="inputGradients">Whether to go on to the gradient of the inputs.</param>
    public StepOutcome Step<TSource>(scoped ref TSource batch, double rate, bool inputGradients = false)
        where TSource : IRowSource<T>, allows ref struct
    {
        double loss = Engine.Gradients(ref batch, inputGradients);
        double norm = Engine.GradientNorm();
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            return new StepOutcome(loss, norm, Clipped: false, Skipped: true);
        }

        double factor = norm > training.ClipNorm ? training.ClipNorm.Value / norm : 1;
        bool clipped = factor < 1 || LargestMagnitude() * factor > training.ClipValue;
        updates++;
        Engine.Update(new UpdateSettings(
            training.Optimizer,
            rate,
            training.WeightDecay,
            updates,
            factor,
            Math.Min(training.ClipValue ?? double.PositiveInfinity, LargestElement)));
        return new StepOutcome(loss, norm, clipped, Skipped: false);
    }

    /// <summary>The largest magnitude in the gradient; 0, without looking, where no limit asks for it.</summary>
    private double LargestMagnitude() => training.ClipValue is null
        ? 0
        : Math.Abs(Scalar.ToDouble(TensorPrimitives.MaxMagnitude(Engine.Gradient)));

    /// <summary>The gradient of the last step's inputs, in their own units.</summary>
    /// <param name="scaler">What standardised them.</param>
    /// <param name="inputs">The step's inputs, [rows of the batch, inputs].</param>
    /// <param name="destination">[rows of the batch, inputs]; empty for none.</param>
    public void CopyInputGradients(Standardizer<T> scaler, ReadOnlySpan2D<T> inputs, Span2D<T> destination)
    {
        ReadOnlySpan<T> gradients = Engine.InputGradients;
        for (int row = 0; row < destination.Height; row++)
        {
            scaler.Pullback(
                inputs.GetRowSpan(row), gradients.Slice(row * layout.InputStride, layout.Inputs), slopes, destination.GetRowSpan(row));
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => Engine.Dispose();
}
