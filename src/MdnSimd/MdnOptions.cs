using System.Collections.Immutable;
using MdnSimd.Mixtures;
using MdnSimd.Persistence;

namespace MdnSimd;

/// <summary>The shape of a mixture density network: what it reads, how wide it is, what mixture it answers with.</summary>
public sealed record MdnOptions
{
    /// <summary>The most features, target dimensions, components and units of a layer that are accepted.</summary>
    internal const int Largest = 1 << 16;

    /// <summary>
    /// The most parameters, padding included, of all members together: training keeps five such vectors in one piece of memory, a
    /// model all members in one.
    /// </summary>
    internal const long MostParameters = 1 << 25;

    /// <summary>The most members of an ensemble that are accepted.</summary>
    internal const int MostMembers = 1024;

    private const int MostLayers = 256;

    /// <summary>Names go into the header of a model file, whose length is limited.</summary>
    internal const int MostCharacters = 1 << 17;

    /// <summary>The number of features in a row, at least 1.</summary>
    public required int Inputs { get; init; }

    /// <summary>The number of target dimensions D, at least 1; at most 32 where the covariance is full.</summary>
    public required int Targets { get; init; }

    /// <summary>The number of mixture components K, at least 1. Default 5.</summary>
    public int Components { get; init; } = 5;

    /// <summary>The shape of the components' covariances. Default diagonal.</summary>
    public Covariance Covariance { get; init; } = Covariance.Diagonal;

    /// <summary>The width of each hidden layer, from the input on; may be empty. Default 64, 64.</summary>
    public ImmutableArray<int> Hidden { get; init; } = [64, 64];

    /// <summary>The activation of the hidden layers; the output layer is linear. Default tanh.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;

    /// <summary>How the weights start. Default: by the activation.</summary>
    public Initialization Initialization { get; init; } = Initialization.Automatic;

    /// <summary>How a raw output becomes a scale. Default softplus.</summary>
    public ScaleLink ScaleLink { get; init; } = ScaleLink.Softplus;

    /// <summary>
    /// The smallest scale a component can take, relative to the target's standard deviation: between 1e-6 and 1. Default 1e-3.
    /// With a full covariance it bounds the scale of each dimension given those that follow it.
    /// </summary>
    public double ScaleFloor { get; init; } = 1e-3;

    /// <summary>The features' names, which differ; x1, x2, ... where left empty.</summary>
    public ImmutableArray<string> InputNames { get; init; } = [];

    /// <summary>The target dimensions' names, which differ; y1, y2, ... where left empty.</summary>
    public ImmutableArray<string> TargetNames { get; init; } = [];

    /// <summary>Whether all options are equal, lists element by element.</summary>
    public bool Equals(MdnOptions? other) =>
        other is not null
        && (Inputs, Targets, Components) == (other.Inputs, other.Targets, other.Components)
        && (Covariance, Activation, Initialization) == (other.Covariance, other.Activation, other.Initialization)
        && (ScaleLink, ScaleFloor) == (other.ScaleLink, other.ScaleFloor)
        && Hidden.AsSpan().SequenceEqual(other.Hidden.AsSpan())
        && InputNames.AsSpan().SequenceEqual(other.InputNames.AsSpan())
        && TargetNames.AsSpan().SequenceEqual(other.TargetNames.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Inputs, Targets, Components, Covariance, Activation, ScaleLink, ScaleFloor, Hidden.IsDefault ? 0 : Hidden.Length);

    /// <summary>The same options with every name filled in.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the value.</exception>
    internal MdnOptions Checked()
    {
        CheckedButNames();
        return this with
        {
            InputNames = Names(InputNames, Inputs, "x", nameof(InputNames)),
            TargetNames = Names(TargetNames, Targets, "y", nameof(TargetNames)),
        };
    }

    /// <summary>The same options, checked but for the names: these can take any amount of memory.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it and the value.</exception>
    internal MdnOptions CheckedButNames()
    {
        Require(Inputs is >= 1 and <= Largest, nameof(Inputs), Inputs, $"1 to {Largest}");
        Require(Targets is >= 1 and <= Largest, nameof(Targets), Targets, $"1 to {Largest}");
        Require(Components is >= 1 and <= Largest, nameof(Components), Components, $"1 to {Largest}");
        Require(Enum.IsDefined(Covariance), nameof(Covariance), Covariance, "a defined value");
        Require(
            Covariance != Covariance.Full || Targets <= Triangular.MaxDimensions,
            nameof(Targets), Targets, $"1 to {Triangular.MaxDimensions} where the covariance is full");
        Require(Enum.IsDefined(Activation), nameof(Activation), Activation, "a defined value");
        Require(Enum.IsDefined(Initialization), nameof(Initialization), Initialization, "a defined value");
        Require(Enum.IsDefined(ScaleLink), nameof(ScaleLink), ScaleLink, "a defined value");
        Require(ScaleFloor is >= 1e-6 and <= 1, nameof(ScaleFloor), ScaleFloor, "1e-6 to 1");
        Require(!Hidden.IsDefault, nameof(Hidden), "default", "a list, which may be empty");
        Require(Hidden.Length <= MostLayers, nameof(Hidden), $"{Hidden.Length} layers", $"at most {MostLayers}");
        foreach (int width in Hidden)
        {
            if (width is < 1 or > Largest)
            {
                throw Refused(nameof(Hidden), width, $"widths of 1 to {Largest}");
            }
        }

        long parameters = PaddedParameters();
        Require(
            parameters <= MostParameters, nameof(Hidden), $"too large a network of {parameters} parameters", $"at most {MostParameters}");
        return this;
    }

    /// <summary>Throws unless that many such networks make an ensemble.</summary>
    /// <exception cref="ArgumentException">There are too many, or fewer than 1.</exception>
    internal void CheckMembers(int members)
    {
        const string Option = nameof(TrainingOptions.Members);
        Require(members is >= 1 and <= MostMembers, Option, members, $"1 to {MostMembers}");
        long parameters = members * PaddedParameters();
        Require(
            parameters <= MostParameters, Option, $"{members} networks of {parameters} parameters together", $"at most {MostParameters}");
    }

    private long PaddedParameters()
    {
        const long Padding = 16;
        long outputs = Components * (1L + Targets + MixtureLayout.ScalesOf(Covariance, Targets));
        long inputs = Inputs;
        long sum = 0;
        foreach (long width in Hidden.Select(width => (long)width).Append(outputs))
        {
            sum += (inputs + 1) * ((width + Padding - 1) / Padding * Padding);
            inputs = width;
        }

        return sum;
    }

    private static ImmutableArray<string> Names(ImmutableArray<string> names, int count, string prefix, string option)
    {
        if (names.IsDefaultOrEmpty)
        {
            return [.. Enumerable.Range(1, count).Select(i => $"{prefix}{i}")];
        }

        Require(names.Length == count, option, names.Length, $"{count} names");
        Require(names.Sum(name => name?.Length ?? 0L) <= MostCharacters, option, "a list of very long names", $"at most {MostCharacters} characters");
        HashSet<string> seen = new(count, StringComparer.Ordinal);
        foreach (string? name in names)
        {
            if (string.IsNullOrEmpty(name) || !IsText(name))
            {
                throw Refused(option, $"a list with '{Excerpt.Of(name ?? "")}'", "names of well-formed characters");
            }

            if (!seen.Add(name))
            {
                throw Refused(option, $"a list with '{Excerpt.Of(name)}' twice", "names that differ");
            }
        }

        return names;
    }

    /// <summary>Whether every surrogate has its other half: what else a file could not give back.</summary>
    private static bool IsText(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]))
            {
                if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    private static void Require(bool condition, string option, object value, string expected)
    {
        if (!condition)
        {
            throw Refused(option, value, expected);
        }
    }

    private static ArgumentException Refused(string option, object value, string expected) =>
        new(FormattableString.Invariant($"{option} is {value}: expected {expected}"), option);
}
