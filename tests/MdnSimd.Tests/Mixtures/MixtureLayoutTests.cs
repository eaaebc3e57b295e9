using MdnSimd.Mixtures;

namespace MdnSimd.Tests.Mixtures;

public class MixtureLayoutTests
{
    [Fact]
    public void The_columns_of_scales_are_all_behind_the_means_but_the_couplings()
    {
        foreach (Covariance covariance in Enum.GetValues<Covariance>())
        {
            for (int dimensions = 1; dimensions <= 5; dimensions++)
            {
                for (int components = 1; components <= 3; components++)
                {
                    MixtureLayout layout = new(components, dimensions, covariance);
                    List<int> scales = [];
                    int column = components * (1 + dimensions);
                    for (int k = 0; k < components; k++)
                    {
                        for (int i = 0; i < (covariance == Covariance.Isotropic ? 1 : dimensions); i++)
                        {
                            scales.Add(column++);
                            for (int j = i + 1; covariance == Covariance.Full && j < dimensions; j++)
                            {
                                column++; // the coupling of i and j
                            }
                        }
                    }

                    Assert.Equal(column, layout.Outputs);
                    Assert.Equal(scales, layout.ScaleColumns);
                    Assert.Equal(layout.OwnScales, scales.Count);
                }
            }
        }
    }
}
