using CommunityToolkit.HighPerformance;
using MdnSimd.Mixtures;

namespace MdnSimd.Tests;

public class MdnPredictorTests
{
    private static readonly MdnOptions Options = new() { Inputs = 3, Targets = 2, Components = 4 };

    [Fact]
    public void A_prediction_is_in_the_units_of_the_targets()
    {
        // The same network behind two scalers: means and scales follow the units, weights do not.
        Standardizer<float> identity = Standardizer<float>.Identity(3);
        MdnModel<float> plain = Synthetic.Untrained<float>(Options);
        MdnModel<float> scaled = new(plain.Options, identity, new Standardizer<float>([10, -4], [100, 0.5f]), plain.Parameters);
        using MdnPredictor<float> one = plain.CreatePredictor();
        using MdnPredictor<float> two = scaled.CreatePredictor();
        GaussianMixture<float> p = one.Predict([0.3f, -1, 2]);
        GaussianMixture<float> q = two.Predict([0.3f, -1, 2]);
        Assert.True(p.Weights.SequenceEqual(q.Weights));
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(10 + (100 * p.Means[2 * k]), q.Means[2 * k], 1e-4f * (10 + Math.Abs(q.Means[2 * k])));
            Assert.Equal(-4 + (0.5f * p.Means[(2 * k) + 1]), q.Means[(2 * k) + 1], 1e-5f);
            Assert.Equal(100 * p.Scales[2 * k], q.Scales[2 * k], 1e-3f);
            Assert.Equal(0.5f * p.Scales[(2 * k) + 1], q.Scales[(2 * k) + 1], 1e-5f);
        }

        // The change of variables: log p(t) = log p(y) - sum_d log s_d.
        float[] y = [0.4f, 0.7f];
        float[] t = [10 + (100 * y[0]), -4 + (0.5f * y[1])];
        Assert.Equal(p.LogDensity(y) - MathF.Log(100) - MathF.Log(0.5f), q.LogDensity(t), 1e-4f);
    }

    [Fact]
    public void Far_and_tiny_features_still_give_a_density()
    {
        using MdnPredictor<float> predictor = Synthetic.Untrained<float>(Options with { Activation = Activation.Relu }).CreatePredictor();
        foreach (float value in (float[])[3.4e38f, -3.4e38f, 1e-45f, 1e20f])
        {
            GaussianMixture<float> mixture = predictor.Predict([value, -value, value]);
            Assert.True(float.IsFinite(mixture.LogDensity([1, 1])), $"{value}");
            Assert.Equal(1, mixture.Weights.ToArray().Sum(), 1e-5f);
        }
    }

    [Theory]
    [InlineData(Activation.Identity)]
    [InlineData(Activation.Silu)]
    public void Scales_and_means_far_from_the_training_data_stay_finite_in_large_units(Activation activation)
    {
        MdnModel<float> plain = Synthetic.Untrained<float>(Options with { Activation = activation, ScaleLink = ScaleLink.Exp });
        MdnModel<float> large = new(plain.Options, plain.InputScaler, new Standardizer<float>([0, 0], [1e30f, 1e5f]), plain.Parameters);
        using MdnPredictor<float> predictor = large.CreatePredictor();
        foreach (float x in (float[])[1e4f, -1e4f, 1e12f])
        {
            GaussianMixture<float> mixture = predictor.Predict([x, -x, x]);
            Assert.All(mixture.Scales.ToArray(), scale => Assert.True(scale > 0 && float.IsFinite(scale), $"{scale}"));
            Assert.All(mixture.Means.ToArray(), mean => Assert.True(float.IsFinite(mean), $"{mean}"));
            Assert.False(float.IsNaN(mixture.Variance(0)) || float.IsNaN(mixture.Crps(1, 1)) || float.IsNaN(mixture.StandardDeviation(1)));
        }
    }

    [Fact]
    public void Wrong_shapes_are_refused_by_name_with_what_was_expected_and_got()
    {
        using MdnPredictor<float> predictor = Synthetic.Untrained<float>(Options).CreatePredictor();
        using MixtureBatch<float> batch = predictor.CreateBatch(2);
        Refused.ByName(() => predictor.Predict([1f, 2f]), "inputs", "2", "3");
        Refused.ByName(() => predictor.Predict(new float[1, 4], batch), "inputs", "1 x 4", "3 columns");
        Refused.ByName(() => predictor.Predict(new float[5, 3], batch), "destination", "2 rows", "5");
        using MdnPredictor<float> other = Synthetic.Untrained<float>(Options with { Components = 5 }).CreatePredictor();
        Refused.ByName(() => other.Predict(new float[1, 3], batch), "destination", "this model");
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = batch[0].Components);
        Assert.Throws<ArgumentOutOfRangeException>(() => predictor.CreateBatch(0));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Features_that_are_not_finite_are_refused(float value)
    {
        using MdnPredictor<float> predictor = Synthetic.Untrained<float>(Options).CreatePredictor();
        Refused.ByName(() => predictor.Predict([0, value, 0]), "inputs", "row 0", "column 1", "finite");
    }

    [Fact]
    public void A_batch_of_no_rows_holds_nothing()
    {
        using MdnPredictor<float> predictor = Synthetic.Untrained<float>(Options).CreatePredictor();
        using MixtureBatch<float> batch = predictor.CreateBatch(2);
        predictor.Predict(new ReadOnlySpan2D<float>(new float[2, 3])[..0, ..], batch);
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void Only_float_and_double_are_models()
    {
        Assert.Throws<NotSupportedException>(() => new MdnTrainer<Half>(Options));
    }
}
