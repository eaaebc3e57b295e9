using System.Numerics;
using MdnSimd.Memory;
using MdnSimd.Mixtures;
using MdnSimd.Networks;
using MdnSimd.Simd;

namespace MdnSimd.Training;

/// <summary>
/// One network in training: parameters, gradient, moments, the rows it works on, and the team that does the work. Knows
/// nothing of epochs, units or files.
/// </summary>
/// <remarks>
/// A step has three phases, each divided among the workers: rows (forward, loss, backward), rows of the weight matrices
/// (their gradients, each element summed over the batch in the order of its rows), the same rows again (update, and their
/// transposed copy). No number is added up in an order that depends on the division, so the result has the same bits on any
/// number of threads.
/// </remarks>
internal sealed partial class TrainingEngine<T> : ITeamWork, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most rows in memory at a time: a longer batch adds up its gradient chunk by chunk.</summary>
    public const int MostChunkRows = 1024;

    /// <summary>Elements of all layers' rows together up to which a chunk has that many rows; wide networks get fewer.</summary>
    private const long ChunkElements = 1 << 25;

    /// <summary>Rows that go through the network together while they are in the cache.</summary>
    private const int BlockRows = 64;

    /// <summary>Rows of a register tile: weight matrices are divided, and their norms summed, in groups of so many rows.</summary>
    private const int GroupRows = 8;

    /// <summary>Rows of a weight matrix that are updated and transposed together: so many make whole lines of the transposed.</summary>
    private const int UpdateRows = 2 * GroupRows;

    /// <summary>
    /// Rows times parameters below which a phase is done by the caller alone: some tens of microseconds of work, about
    /// what it costs to wake the others and wait for them. The result is the same either way.
    /// </summary>
    private const long WorkForATeam = 2_000_000;

    private readonly NetworkLayout layout;
    private readonly MixtureHead<T> head;
    private readonly LossTerms<T> terms;
    private readonly WorkerTeam team;
    private readonly NetworkWorkspace<T> workspace;
    private readonly MixtureTile<T>[] tiles;
    private readonly AlignedBuffer<T> memory;
    private readonly Slice parameters;
    private readonly Slice gradient;
    private readonly Slice firstMoments;
    private readonly Slice secondMoments;
    private readonly Slice transposed;
    private readonly Slice targets;
    private readonly Slice weights;
    private readonly Slice losses;
    private readonly double[] groupSquares;
    private readonly int[] firstGroups;

    // The phase in progress.
    private int rows;
    private bool weighted;
    private bool firstChunk;
    private bool withInputGradients;
    private T gradientFactor;
    private UpdateSettings update;

    /// <summary>An engine with parameters of zero.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="head">The mixture on its outputs.</param>
    /// <param name="team">Who does the work; the caller keeps it.</param>
    /// <param name="terms">The loss; the likelihood if left out.</param>
    public TrainingEngine(NetworkLayout layout, MixtureHead<T> head, WorkerTeam team, LossTerms<T> terms = default)
    {
        this.terms = terms;
        this.layout = layout;
        this.head = head;
        this.team = team;

        ChunkRows = (int)Math.Clamp(
            ChunkElements / layout.Layers.Sum(layer => 3L * layer.Stride) / BlockRows * BlockRows, BlockRows, MostChunkRows);
        WorkspacePlan<T> plan = default;
        parameters = plan.Add(layout.Length);
        gradient = plan.Add(layout.Length);
        firstMoments = plan.Add(layout.Length);
        secondMoments = plan.Add(layout.Length);
        transposed = plan.Add(layout.TransposedLength);
        targets = plan.Add(ChunkRows, head.Layout.Dimensions);
        weights = plan.Add(ChunkRows);
        losses = plan.Add(ChunkRows);
        memory = AlignedPool.Rent<T>(plan.Length);
        workspace = NetworkWorkspace<T>.ForTraining(layout, ChunkRows);
        tiles = new MixtureTile<T>[team.Workers];
        for (int i = 0; i < tiles.Length; i++)
        {
            tiles[i] = new MixtureTile<T>(head.Layout, terms);
        }

        firstGroups = new int[layout.Layers.Length + 1];
        for (int i = 0; i < layout.Layers.Length; i++)
        {
            firstGroups[i + 1] = firstGroups[i] + Groups(layout.Layers[i]) + 1;
        }

        groupSquares = new double[firstGroups[^1]];
    }

    /// <summary>Rows in memory at a time; depends on the network alone, as the order of sums must.</summary>
    public int ChunkRows { get; }

    /// <summary>The network's parameters. After writing to them, call <see cref="ParametersChanged"/>.</summary>
    public Span<T> Parameters => parameters.Of(memory);

    /// <summary>The gradient of the last <see cref="Gradients"/>, laid out like the parameters.</summary>
    public ReadOnlySpan<T> Gradient => gradient.Of(memory);

    /// <summary>dE/dx in standardised units, [rows of the last chunk, layout.InputStride], where the last pass went on to it.</summary>
    public ReadOnlySpan<T> InputGradients => workspace.InputGradients.Of(workspace.Memory);

    /// <summary>Must follow every change of <see cref="Parameters"/> from outside: the backward pass keeps a copy of the weights.</summary>
    /// <param name="resetMoments">Whether the optimizer forgets its past.</param>
    public void ParametersChanged(bool resetMoments)
    {
        if (resetMoments)
        {
            firstMoments.Of(memory).Clear();
            secondMoments.Of(memory).Clear();
        }

        RunPhase(Phase.Transpose);
    }

    /// <summary>The mean loss over rows, each times its weight, in standardised units, without gradients.</summary>
    public double Loss<TSource>(scoped ref TSource source)
        where TSource : IRowSource<T>, allows ref struct
    {
        double sum = 0;
        for (int row = 0; row < source.Rows; row += ChunkRows)
        {
            Load(ref source, row);
            RunPhase(Phase.Losses);
            sum += SumOfLosses();
        }

        return sum / source.Rows;
    }

    /// <summary>The network's raw outputs.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="outputs">Receives them, [rows, layout.Outputs].</param>
    public void Outputs<TSource>(scoped ref TSource source, Span<T> outputs)
        where TSource : IRowSource<T>, allows ref struct
    {
        int stride = layout.Layers[^1].Stride;
        for (int first = 0; first < source.Rows; first += ChunkRows)
        {
            Load(ref source, first);
            RunPhase(Phase.Losses);
            ReadOnlySpan<T> raw = workspace.Outputs[^1].Of(workspace.Memory);
            for (int row = 0; row < rows; row++)
            {
                raw.Slice(row * stride, layout.Outputs).CopyTo(outputs[((first + row) * layout.Outputs)..]);
            }
        }
    }

    /// <summary>The mean loss over a batch, each row times its weight, in standardised units, and its gradient.</summary>
    /// <param name="source">The batch.</param>
    /// <param name="inputs">Whether to go on to dE/dx; the batch then has at most <see cref="ChunkRows"/> rows.</param>
    public double Gradients<TSource>(scoped ref TSource source, bool inputs = false)
        where TSource : IRowSource<T>, allows ref struct
    {
        double sum = 0;
        withInputGradients = inputs;
        if (inputs)
        {
            TransposeWeights(layout.Layers[0], 0, layout.Inputs);
        }

        gradientFactor = T.One / Scalar.Of<T>(source.Rows);
        for (int row = 0; row < source.Rows; row += ChunkRows)
        {
            firstChunk = row == 0;
            Load(ref source, row);
            RunPhase(Phase.ForwardBackward);
            sum += SumOfLosses();
            RunPhase(Phase.WeightGradients);
        }

        return sum / source.Rows;
    }

    /// <summary>The Euclidean norm of <see cref="Gradient"/>.</summary>
    public double GradientNorm()
    {
        double sum = 0;
        foreach (double squares in groupSquares)
        {
            sum += squares;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Moves the parameters along the gradient.</summary>
    public void Update(in UpdateSettings settings)
    {
        update = settings;
        RunPhase(Phase.Update);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        memory.Dispose();
        workspace.Dispose();
        foreach (MixtureTile<T> tile in tiles)
        {
            tile.Dispose();
        }
    }

    /// <summary>Groups of rows of a layer's weight matrix; the bias is one more.</summary>
    private static int Groups(LayerLayout layer) => (layer.Inputs + GroupRows - 1) / GroupRows;

    private void Load<TSource>(scoped ref TSource source, int first)
        where TSource : IRowSource<T>, allows ref struct
    {
        rows = Math.Min(ChunkRows, source.Rows - first);
        source.Copy(first, rows, workspace.Inputs.Of(workspace.Memory), layout.InputStride, targets.Of(memory));
        weighted = source.IsWeighted;
        Span<T> weightMemory = weights.Of(memory);
        for (int row = 0; weighted && row < rows; row++)
        {
            weightMemory[row] = source.Weight(first + row);
        }
    }

    private double SumOfLosses()
    {
        double sum = 0;
        ReadOnlySpan<T> each = losses.Of(memory)[..rows];
        ReadOnlySpan<T> counts = weights.Of(memory);
        for (int row = 0; row < each.Length; row++)
        {
            double loss = Scalar.ToDouble(each[row]);
            sum += weighted ? loss * Scalar.ToDouble(counts[row]) : loss;
        }

        return sum;
    }
}
