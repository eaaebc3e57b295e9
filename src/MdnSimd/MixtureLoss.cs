using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;
using MdnSimd.Simd;

namespace MdnSimd;

/// <summary>With respect to what a gradient of the negative log-likelihood is taken.</summary>
public enum GradientOf
{
    /// <summary>The raw outputs z of a network: what a backward pass goes on from.</summary>
    RawOutputs,

    /// <summary>
    /// The mixture's own parameters alpha, mu and sigma, each taken as free; alpha stands in the place of the logits. With a full
    /// covariance U stands in the place of sigma, its upper triangle row by row.
    /// </summary>
    Parameters,
}

/// <summary>
/// The mixture head alone, for those who bring their own network: negative log-likelihood and gradient from raw outputs. Owns
/// the memory it works in and allocates nothing per call; one per thread. Formulas: Bishop 1994, docs/mathematics.md.
/// </summary>
/// <remarks>
/// A row of raw outputs is K logits, then K * D means (component-major), then the scales before their link: K of them if
/// isotropic, K * D (component-major) if diagonal. If full, K * D (D + 1) / 2: for each component and dimension i the scale s_i and
/// the couplings c_ij of j > i, which together make the factor U of the precision, Sigma^-1 = U^T U, U_ii = 1 / sigma_i and
/// U_ij = c_ij / sigma_i. Nothing is standardised: the floor of the scales is in the target's units.
/// </remarks>
/// <typeparam name="T">float, or double.</typeparam>
public sealed class MixtureLoss<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly MixtureHead<T> head;
    private readonly MixtureTile<T> tile;

    /// <summary>A head of its own.</summary>
    /// <param name="targets">D, at least 1; at most 32 where the covariance is full.</param>
    /// <param name="components">K, at least 1.</param>
    /// <param name="covariance">The shape of the components' covariances.</param>
    /// <param name="scaleLink">How a raw output becomes a scale.</param>
    /// <param name="scaleFloor">The smallest scale, in the target's units: 1e-6 to 1.</param>
    /// <exception cref="ArgumentException">One of them is out of its range.</exception>
    public MixtureLoss(
        int targets,
        int components,
        Covariance covariance = Covariance.Diagonal,
        ScaleLink scaleLink = ScaleLink.Softplus,
        double scaleFloor = 1e-3)
    {
        MdnOptions options = new()
        {
            Inputs = 1,
            Hidden = [],
            Targets = targets,
            Components = components,
            Covariance = covariance,
            ScaleLink = scaleLink,
            ScaleFloor = scaleFloor,
        };
        head = MdnModel<T>.HeadOf(options.Checked());
        tile = new MixtureTile<T>(head.Layout);
    }

    /// <summary>Raw outputs per row.</summary>
    public int Outputs => head.Layout.Outputs;

    /// <summary>E = -log p(t) of each row and, where asked, its gradient.</summary>
    /// <param name="raw">Raw outputs, [rows, Outputs], finite.</param>
    /// <param name="targets">Targets, [rows, D], finite.</param>
    /// <param name="losses">Receives E in nats, [rows].</param>
    /// <param name="gradient">Receives dE of each row, [rows, Outputs]; may be <paramref name="raw"/>'s memory; empty for none.</param>
    /// <param name="with">With respect to what.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public void Evaluate(
        ReadOnlySpan2D<T> raw,
        ReadOnlySpan2D<T> targets,
        Span<T> losses,
        Span2D<T> gradient = default,
        GradientOf with = GradientOf.RawOutputs)
    {
        CheckShapes(raw, targets, losses, gradient);
        if (raw.Height > 0)
        {
            Work work = new() { Loss = this, Raw = raw, Targets = targets, Losses = losses, Gradient = gradient, With = with };
            SimdWidth.Run<Work, T>(ref work);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => tile.Dispose();

    private void CheckShapes(ReadOnlySpan2D<T> raw, ReadOnlySpan2D<T> targets, Span<T> losses, Span2D<T> gradient)
    {
        if (raw.Width != Outputs)
        {
            throw new ArgumentException($"raw is {raw.Height} x {raw.Width}: expected {Outputs} columns", nameof(raw));
        }

        if (targets.Height != raw.Height || targets.Width != head.Layout.Dimensions)
        {
            throw new ArgumentException(
                $"targets is {targets.Height} x {targets.Width}: expected {raw.Height} x {head.Layout.Dimensions}", nameof(targets));
        }

        if (losses.Length != raw.Height)
        {
            throw new ArgumentException($"losses has {losses.Length} elements: expected {raw.Height}", nameof(losses));
        }

        if (!gradient.IsEmpty && (gradient.Height != raw.Height || gradient.Width != Outputs))
        {
            throw new ArgumentException(
                $"gradient is {gradient.Height} x {gradient.Width}: expected {raw.Height} x {Outputs}", nameof(gradient));
        }
    }

    /// <summary>Elements from one row of a matrix to the next.</summary>
    private static int Stride(ReadOnlySpan2D<T> matrix) => matrix.Height < 2
        ? matrix.Width
        : (int)(Unsafe.ByteOffset(in matrix.DangerousGetReferenceAt(0, 0), in matrix.DangerousGetReferenceAt(1, 0)) / Unsafe.SizeOf<T>());

    private ref struct Work : ISimdWork<T>
    {
        public MixtureLoss<T> Loss;
        public ReadOnlySpan2D<T> Raw;
        public ReadOnlySpan2D<T> Targets;
        public Span<T> Losses;
        public Span2D<T> Gradient;
        public GradientOf With;

        public readonly void Run<TVector>()
            where TVector : struct, ISimd<TVector, T>
        {
            if (With == GradientOf.RawOutputs)
            {
                Run<TVector, RawOutputSpace>();
            }
            else
            {
                Run<TVector, ParameterSpace>();
            }
        }

        private readonly void Run<TVector, TSpace>()
            where TVector : struct, ISimd<TVector, T>
            where TSpace : struct, IGradientSpace =>
            Loss.head.Loss<TVector, TSpace>(
                Loss.tile,
                ref Raw.DangerousGetReference(), Stride(Raw),
                ref Targets.DangerousGetReference(), Stride(Targets),
                Raw.Height,
                ref MemoryMarshal.GetReference(Losses),
                T.One,
                ref Gradient.IsEmpty ? ref Unsafe.NullRef<T>() : ref Gradient.DangerousGetReference(), Stride(Gradient));
    }
}
