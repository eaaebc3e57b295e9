using System.Numerics;
using System.Numerics.Tensors;
using MdnSimd.Memory;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>
/// One row of features through all networks of a model, and the way back: the gradient for the features is the sum of those that
/// the members' raw outputs hand back.
/// </summary>
internal sealed class EnsembleSensitivity<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MdnModel<T> model;
    private readonly InputSensitivity<T>[] members;
    private readonly AlignedBuffer<double> quantile;
    private readonly double[] shares;
    private readonly T[] row;
    private readonly T[] slopes;

    public EnsembleSensitivity(MdnModel<T> model)
    {
        this.model = model;
        quantile = AlignedPool.Rent<double>(checked(3 * model.Mixture.Components));
        shares = new double[model.Members];
        row = new T[model.Options.Inputs];
        slopes = new T[2 * model.Options.Inputs];
        members = new InputSensitivity<T>[model.Members];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = new InputSensitivity<T>(model, i);
        }
    }

    /// <summary>The passes of a member, from 0.</summary>
    public InputSensitivity<T> this[int member] => members[member];

    /// <summary>[3, M * K]: memory for the parts of a quantile's gradient.</summary>
    public Span<double> QuantileParts => quantile.Span;

    /// <summary>The members' mixtures of a row of features, which are checked; weights are those within each member.</summary>
    public void Forward(ReadOnlySpan<T> inputs, MixtureTile<T> tile, scoped MixtureRows<T> destination)
    {
        inputs.CopyTo(row);
        for (int i = 0; i < members.Length; i++)
        {
            members[i].Forward(inputs, tile, destination.Member(i, model.Head.Layout));
        }
    }

    /// <summary>
    /// d log p(t) / dz of every member into its raw gradient, after <see cref="Forward"/>. The logarithm of a mean of densities
    /// moves with each member's log-density by that member's share of their sum.
    /// </summary>
    /// <param name="t">[D], in the target's units; finite.</param>
    /// <param name="tile">Scratch memory.</param>
    public void LogDensityGradient(ReadOnlySpan<T> t, MixtureTile<T> tile)
    {
        shares[0] = 1;
        if (members.Length > 1)
        {
            // The first pass asks for the densities alone; the gradient that comes with them is overwritten by the second.
            LogSum sum = new();
            for (int i = 0; i < members.Length; i++)
            {
                shares[i] = Scalar.ToDouble(members[i].LogDensityGradient(t, T.One, tile));
                sum.Add(shares[i]);
            }

            for (int i = 0; i < members.Length; i++)
            {
                shares[i] = Math.Exp(shares[i] - sum.Value);
            }
        }

        for (int i = 0; i < members.Length; i++)
        {
            _ = members[i].LogDensityGradient(t, Scalar.Of<T>(shares[i]), tile);
        }
    }

    /// <summary>From the members' raw gradients to the gradient for the features, in their units.</summary>
    /// <param name="destination">[inputs].</param>
    public void Backward(Span<T> destination)
    {
        Span<T> sum = members[0].InputGradient;
        members[0].Backward();
        for (int i = 1; i < members.Length; i++)
        {
            members[i].Backward();
            TensorPrimitives.Add(sum, members[i].InputGradient, sum);
        }

        model.InputScaler.Pullback(row, sum, slopes, destination);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        quantile.Dispose();
        foreach (InputSensitivity<T> member in members)
        {
            member.Dispose();
        }
    }
}
