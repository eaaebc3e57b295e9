using System.Numerics;
using System.Runtime.CompilerServices;
using MdnSimd.Kernels;
using MdnSimd.Simd;

namespace MdnSimd.Networks;

/// <summary>
/// The three products of a dense layer, y = f(x W + b), each beside the formula it computes. Rows are padded to 64 bytes;
/// matrices are given by their first element and the elements from one row to the next.
/// </summary>
internal static class DenseLayer<TVector, T>
    where TVector : struct, ISimd<TVector, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Up to so many bytes of outputs, a row alone has too few chains to hide their latency: its sums are taken in halves.</summary>
    private const int HalvedBytes = 256;

    /// <summary>From so many steps of the depth on, halves of so narrow a product are the faster tile for many rows, too.</summary>
    private const int HalvedDepth = 32;

    /// <summary>But not of one 512-bit vector, of which sixteen rows in one chain each are faster.</summary>
    private const int VectorBytes = 64;

    /// <summary>z = x W + b and y = f(z), for a block of rows.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="parameters">The network's parameter vector.</param>
    /// <param name="x">Inputs [rows, xStride].</param>
    /// <param name="xStride">Elements per row of x.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="z">Receives the values before the activation, [rows, layer.Stride]; may be y itself.</param>
    /// <param name="y">Receives the layer's outputs, [rows, layer.Stride].</param>
    public static void Forward(LayerLayout layer, ref T parameters, ref T x, int xStride, int rows, ref T z, ref T y)
    {
        ForwardWork work = new()
        {
            Y = ref y,
            Product = new MatrixProduct<T>
            {
                A = ref x,
                ARow = xStride,
                AStep = 1,
                B = ref Unsafe.Add(ref parameters, layer.WeightOffset),
                BRow = layer.Stride,
                Start = ref Unsafe.Add(ref parameters, layer.BiasOffset),
                StartRow = 0,
                C = ref z,
                CRow = layer.Stride,
                Rows = rows,
                Depth = layer.Inputs,
                Columns = layer.Stride,
                Sums = layer.Stride * Unsafe.SizeOf<T>() <= HalvedBytes && layer.Inputs > ShallowTile.Steps ? DepthSums.Halves : DepthSums.OneChain,
            },
        };
        ActivationDispatch.Run(layer.Activation, ref work);
    }

    /// <summary>
    /// dE/dx = (dE/dz) W^T for a block of rows, times f'(x) of the layer before, so that the result is that layer's dE/dz.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="transposed">The network's transposed weights, [layer.TransposedRows, layer.TransposedStride] from the layer's offset on.</param>
    /// <param name="zGradient">dE/dz of this layer, [rows, layer.Stride], zeros in the padding.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="zeros">A row of zeros, at least layer.TransposedStride long.</param>
    /// <param name="before">The activation that gave x; identity where x is the network's input.</param>
    /// <param name="z">What that activation was applied to, [rows, layer.TransposedStride]; read only if it needs it.</param>
    /// <param name="y">Its value x, [rows, layer.TransposedStride].</param>
    /// <param name="xGradient">Receives the result, [rows, layer.TransposedStride].</param>
    public static void InputGradient(
        LayerLayout layer, ref T transposed, ref T zGradient, int rows, ref T zeros, Activation before, ref T z, ref T y, ref T xGradient)
    {
        BackwardWork work = new()
        {
            Z = ref z,
            Y = ref y,
            Product = new MatrixProduct<T>
            {
                A = ref zGradient,
                ARow = layer.Stride,
                AStep = 1,
                B = ref Unsafe.Add(ref transposed, layer.TransposedOffset),
                BRow = layer.TransposedStride,
                Start = ref zeros,
                StartRow = 0,
                C = ref xGradient,
                CRow = layer.TransposedStride,
                Rows = rows,
                Depth = layer.TransposedRows,
                Columns = layer.TransposedStride,
                Sums = layer.TransposedStride * Unsafe.SizeOf<T>() is > VectorBytes and <= HalvedBytes && layer.Outputs >= HalvedDepth
                    ? DepthSums.Halves
                    : DepthSums.OneChain,
            },
        };
        ActivationDispatch.Run(before, ref work);
    }

    /// <summary>dE/dW += x^T (dE/dz), for <paramref name="inputs"/> rows of W from <paramref name="firstInput"/>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="x">The layer's inputs, [rows, xStride].</param>
    /// <param name="xStride">Elements per row of x.</param>
    /// <param name="zGradient">dE/dz, [rows, layer.Stride].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="firstInput">The first row of W.</param>
    /// <param name="inputs">How many rows of W.</param>
    /// <param name="gradient">The network's gradient vector, which is added to.</param>
    public static void WeightGradient(
        LayerLayout layer, ref T x, int xStride, ref T zGradient, int rows, int firstInput, int inputs, ref T gradient)
    {
        ref T weights = ref Unsafe.Add(ref gradient, layer.WeightOffset + (firstInput * layer.Stride));
        MatrixProduct<T> product = new()
        {
            A = ref Unsafe.Add(ref x, firstInput),
            ARow = 1,
            AStep = xStride,
            B = ref zGradient,
            BRow = layer.Stride,
            Start = ref weights,
            StartRow = layer.Stride,
            C = ref weights,
            CRow = layer.Stride,
            Rows = inputs,
            Depth = rows,
            Columns = layer.Stride,
        };
        Gemm<TVector, T>.Accumulate(in product);
    }

    /// <summary>dE/db += the sum over rows of dE/dz: a bias is a weight whose input is always 1.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="zGradient">dE/dz, [rows, layer.Stride].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="gradient">The network's gradient vector, which is added to.</param>
    public static void BiasGradient(LayerLayout layer, ref T zGradient, int rows, ref T gradient)
    {
        T one = T.One;
        ref T bias = ref Unsafe.Add(ref gradient, layer.BiasOffset);
        MatrixProduct<T> product = new()
        {
            A = ref one,
            ARow = 0,
            AStep = 0,
            B = ref zGradient,
            BRow = layer.Stride,
            Start = ref bias,
            StartRow = 0,
            C = ref bias,
            CRow = 0,
            Rows = 1,
            Depth = rows,
            Columns = layer.Stride,
        };
        Gemm<TVector, T>.Multiply(in product, default(NoEpilogue));
    }

    private ref struct ForwardWork : IActivationWork
    {
        public MatrixProduct<T> Product;
        public ref T Y;

        public readonly void Run<TActivation>()
            where TActivation : struct, IActivation
        {
            ValueEpilogue<TActivation> epilogue = new() { Z = ref Product.C, Y = ref Y, Stride = Product.CRow };
            Gemm<TVector, T>.Multiply(in Product, epilogue);
        }
    }

    private ref struct BackwardWork : IActivationWork
    {
        public MatrixProduct<T> Product;
        public ref T Z;
        public ref T Y;

        public readonly void Run<TActivation>()
            where TActivation : struct, IActivation
        {
            DerivativeEpilogue<TActivation> epilogue = new()
            {
                Z = ref Z,
                Y = ref Y,
                Gradient = ref Product.C,
                Stride = Product.CRow,
            };
            Gemm<TVector, T>.Multiply(in Product, epilogue);
        }
    }

    /// <summary>y = f(z).</summary>
    private ref struct ValueEpilogue<TActivation> : IGemmEpilogue
        where TActivation : struct, IActivation
    {
        public ref T Z;
        public ref T Y;
        public nint Stride;

        [MethodImpl(KernelMethod.Options)]
        public readonly void Finish(int row, int rows)
        {
            if (typeof(TActivation) == typeof(Identity))
            {
                return; // z is y already
            }

            nint end = (row + rows) * Stride;
            nint i = row * Stride;
            for (; i <= end - SimdPair<TVector, T>.Count; i += SimdPair<TVector, T>.Count)
            {
                SimdPair<TVector, T> pair = SimdPair<TVector, T>.Load(ref Z, i);
                SimdPair<TVector, T>.Store(TActivation.Value<SimdPair<TVector, T>, T>(pair), ref Y, i);
            }

            if (i < end)
            {
                Last(i);
            }
        }

        /// <summary>The last vector of an odd number.</summary>
        [MethodImpl(KernelMethod.Options)]
        private readonly void Last(nint i)
        {
            TVector.Store(TActivation.Value<TVector, T>(TVector.Load(ref Z, i)), ref Y, i);
        }
    }

    /// <summary>gradient = gradient * f'(z).</summary>
    private ref struct DerivativeEpilogue<TActivation> : IGemmEpilogue
        where TActivation : struct, IActivation
    {
        public ref T Z;
        public ref T Y;
        public ref T Gradient;
        public nint Stride;

        [MethodImpl(KernelMethod.Options)]
        public readonly void Finish(int row, int rows)
        {
            if (typeof(TActivation) == typeof(Identity))
            {
                return;
            }

            nint end = (row + rows) * Stride;
            for (nint i = row * Stride; i < end; i += TVector.Count)
            {
                TVector y = TVector.Load(ref Y, i);
                TVector z = TActivation.DerivativeNeedsInput ? TVector.Load(ref Z, i) : y;
                TVector gradient = TVector.Load(ref Gradient, i) * TActivation.Derivative<TVector, T>(z, y);
                TVector.Store(gradient, ref Gradient, i);
            }
        }
    }
}
