using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Mixtures;

/// <content>Losses of a block of rows, tile by tile. Which loss is chosen with the kernel, once per block.</content>
internal sealed partial class MixtureHead<T>
{
    /// <summary>The negative log-likelihood of each row and, where asked, its gradient.</summary>
    /// <typeparam name="TVector">The vectors to use.</typeparam>
    /// <typeparam name="TSpace">With respect to what the gradient is taken.</typeparam>
    /// <param name="tile">Scratch memory.</param>
    /// <param name="raw">Raw outputs z, [rows, rawStride].</param>
    /// <param name="rawStride">Elements per row of z.</param>
    /// <param name="targets">Targets t in standard deviations, [rows, targetStride].</param>
    /// <param name="targetStride">Elements per row of t.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="losses">Receives E of each row, [rows].</param>
    /// <param name="gradientFactor">What the gradient is multiplied by: 1 / rows of the batch for a mean.</param>
    /// <param name="gradient">Receives the gradient, [rows, gradientStride], only the outputs, not the padding; null reference for none.</param>
    /// <param name="gradientStride">Elements per row of the gradient.</param>
    public void Loss<TVector, TSpace>(
        MixtureTile<T> tile,
        ref T raw, int rawStride,
        ref T targets, int targetStride,
        int rows,
        ref T losses,
        T gradientFactor,
        ref T gradient, int gradientStride)
        where TVector : struct, ISimd<TVector, T>
        where TSpace : struct, IGradientSpace
    {
        LossRows batch = new()
        {
            Raw = ref raw,
            RawStride = rawStride,
            Targets = ref targets,
            TargetStride = targetStride,
            Rows = rows,
            Losses = ref losses,
            GradientFactor = gradientFactor,
            Gradient = ref gradient,
            GradientStride = gradientStride,
        };
        Run<TVector, TSpace, Likelihood<PlainPull>>(tile, default, batch);
    }

    /// <summary>A training loss of each row and, where asked, its gradient for the raw outputs.</summary>
    /// <typeparam name="TVector">The vectors to use.</typeparam>
    /// <param name="tile">Scratch memory, made for these terms.</param>
    /// <param name="terms">The loss.</param>
    /// <param name="rows">The rows.</param>
    public void Loss<TVector>(MixtureTile<T> tile, in LossTerms<T> terms, scoped in LossRows rows)
        where TVector : struct, ISimd<TVector, T>
    {
        if (terms.Ranked == T.One)
        {
            Run<TVector, RawOutputSpace, RankedScore>(tile, terms, rows);
        }
        else if (terms.Ranked != T.Zero)
        {
            Run<TVector, RawOutputSpace, LikelihoodAndScore>(tile, terms, rows);
        }
        else if (terms.Beta != T.Zero)
        {
            Run<TVector, RawOutputSpace, Likelihood<BetaPull>>(tile, terms, rows);
        }
        else
        {
            Run<TVector, RawOutputSpace, Likelihood<PlainPull>>(tile, terms, rows);
        }
    }

    private void Run<TVector, TSpace, TObjective>(MixtureTile<T> tile, in LossTerms<T> terms, scoped in LossRows rows)
        where TVector : struct, ISimd<TVector, T>
        where TSpace : struct, IGradientSpace
        where TObjective : struct, ILossObjective
    {
        LossWork<TVector, TSpace, TObjective> work = new() { Head = this, Tile = tile, Terms = terms, Rows = rows };
        Dispatch(ref work);
    }

    /// <summary>What a loss reads and writes.</summary>
    public ref struct LossRows
    {
        /// <summary>Raw outputs z, [rows, RawStride].</summary>
        public ref T Raw;

        /// <summary>Elements per row of z.</summary>
        public int RawStride;

        /// <summary>Targets t in standard deviations, [rows, TargetStride].</summary>
        public ref T Targets;

        /// <summary>Elements per row of t.</summary>
        public int TargetStride;

        /// <summary>The number of rows.</summary>
        public int Rows;

        /// <summary>What the gradient of each row is multiplied by besides the factor, [rows]; null reference for 1.</summary>
        public ref T Weights;

        /// <summary>Receives the loss of each row, not multiplied by anything, [rows].</summary>
        public ref T Losses;

        /// <summary>What the gradient is multiplied by: 1 / rows of the batch for a mean.</summary>
        public T GradientFactor;

        /// <summary>Receives the gradient, [rows, GradientStride], only the outputs, not the padding; null reference for none.</summary>
        public ref T Gradient;

        /// <summary>Elements per row of the gradient.</summary>
        public int GradientStride;
    }

    private ref struct LossWork<TVector, TSpace, TObjective> : IMixtureWork
        where TVector : struct, ISimd<TVector, T>
        where TSpace : struct, IGradientSpace
        where TObjective : struct, ILossObjective
    {
        public MixtureHead<T> Head;
        public MixtureTile<T> Tile;
        public LossTerms<T> Terms;
        public LossRows Rows;

        public readonly void Run<TShape, TLink>()
            where TShape : struct, ICovarianceShape
            where TLink : struct, IScaleLink
        {
            MixtureLayout layout = Head.Layout;
            ref T memory = ref Tile.Memory.First;
            ref T raw = ref Unsafe.Add(ref memory, Tile.Raw.Offset);
            ref T targets = ref Unsafe.Add(ref memory, Tile.Targets.Offset);
            bool gradient = !Unsafe.IsNullRef(ref Rows.Gradient);
            for (int row = 0; row < Rows.Rows; row += TVector.Count)
            {
                int rows = Math.Min(TVector.Count, Rows.Rows - row);
                Gather<TVector>(ref Unsafe.Add(ref Rows.Raw, (nint)row * Rows.RawStride), Rows.RawStride, rows, layout.Outputs, ref raw);
                Gather<TVector>(
                    ref Unsafe.Add(ref Rows.Targets, (nint)row * Rows.TargetStride), Rows.TargetStride, rows, layout.Dimensions, ref targets);

                TObjective.Evaluate<TVector, T, TShape, TLink, TSpace>(layout, Tile, Head.ScaleFloor, Terms, Rows.GradientFactor, gradient);
                Transpose.Copy(
                    ref Unsafe.Add(ref memory, Tile.Losses.Offset), TVector.Count, 1, rows, ref Unsafe.Add(ref Rows.Losses, row), 1);
                if (gradient)
                {
                    if (Terms.Prior != T.Zero)
                    {
                        RowTermsKernel<TVector, T>.AddPrior(layout, Tile, Rows.GradientFactor * Terms.Prior);
                    }

                    if (!Unsafe.IsNullRef(ref Rows.Weights))
                    {
                        RowTermsKernel<TVector, T>.Weigh(layout, Tile, ref Unsafe.Add(ref Rows.Weights, row), rows);
                    }

                    ref T destination = ref Unsafe.Add(ref Rows.Gradient, (nint)row * Rows.GradientStride);
                    Transpose.Copy(ref raw, TVector.Count, layout.Outputs, rows, ref destination, Rows.GradientStride);
                }
            }
        }
    }
}
