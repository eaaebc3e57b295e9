using System.Globalization;
using System.Text;
using MdnSimd.Mixtures;

namespace MdnSimd.Cli.Querying.Columns;

/// <summary>Highest-density regions as text, such as <c>1.6..2.3; 3.9..4.8</c>: one field, however many intervals there are.</summary>
/// <param name="components">K, the number of intervals at most.</param>
internal sealed class RegionText(int components)
{
    private readonly float[] lows = new float[components];
    private readonly float[] highs = new float[components];
    private readonly StringBuilder text = new();

    /// <summary>The intervals in ascending order, with numbers that read back to the same bits.</summary>
    public string Of(GaussianMixture<float> mixture, float probability, int dimension)
    {
        int count = mixture.HighestDensityRegion(probability, lows, highs, out _, dimension);
        text.Clear();
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "; ")}{lows[i]}..{highs[i]}");
        }

        return text.ToString();
    }
}
