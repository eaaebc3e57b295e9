using System.Buffers;

namespace MdnSimd.Mixtures;

/// <content>What the questions about pairs of components work on.</content>
public readonly ref partial struct GaussianMixture<T>
{
    /// <summary>How many numbers <see cref="Load(Span{double})"/> takes.</summary>
    private int LoadLength => LengthToLoad(Coupled);

    private int LengthToLoad(bool coupled) => MixtureComponents.Length(Components, Dimensions, coupled);

    /// <summary>The components of positive weight in double.</summary>
    /// <param name="memory">At least <see cref="LoadLength"/> numbers.</param>
    private MixtureComponents Load(Span<double> memory) => Load(memory, Coupled);

    /// <summary>The same in the form for coupled dimensions, whether they are or not.</summary>
    private MixtureComponents Load(Span<double> memory, bool coupled)
    {
        MixtureComponents components = new(memory, Components, Dimensions, coupled);
        for (int k = 0; k < Components; k++)
        {
            // A weight that has underflowed may still have a logarithm.
            double logWeight = LogWeight(k);
            double weight = Weight(k) > 0 ? Weight(k) : Math.Exp(logWeight);
            if (weight == 0)
            {
                continue;
            }

            components.Add(weight, logWeight, out Span<double> mean, out Span<double> root);
            for (int d = 0; d < mean.Length; d++)
            {
                mean[d] = ComponentMean(k, d);
            }

            CopyRoot(k, root);
            components.Complete();
        }

        return components;
    }

    /// <summary>V of a component, <see cref="CovarianceRoot"/>.</summary>
    private void CopyRoot(int component, Span<double> root)
    {
        if (Coupled)
        {
            CopyFactor(component, root);
            Triangular.Invert(root, Dimensions);
            return;
        }

        int step = root.Length == Dimensions ? 1 : Dimensions + 1;
        root.Clear();
        for (int d = 0; d < Dimensions; d++)
        {
            root[d * step] = ComponentScale(component, d);
        }
    }

    /// <summary>Memory for a question, from the shared pool; <see cref="Return"/> it.</summary>
    private static double[] Rent(int length) => ArrayPool<double>.Shared.Rent(length);

    private static void Return(double[] memory) => ArrayPool<double>.Shared.Return(memory);
}
