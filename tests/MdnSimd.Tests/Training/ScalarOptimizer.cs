namespace MdnSimd.Tests.Training;

/// <summary>The update rules for one parameter in scalar double, each as its source states it, at a constant learning rate.</summary>
internal sealed class ScalarOptimizer(OptimizerOptions options, double rate, double decay)
{
    private double first;
    private double second;
    private int steps;

    public double Step(double parameter, double gradient)
    {
        steps++;
        return options switch
        {
            SgdOptions { Nesterov: true } sgd => Nesterov(parameter, gradient + (decay * parameter), sgd.Momentum),
            SgdOptions sgd => HeavyBall(parameter, gradient + (decay * parameter), sgd.Momentum),
            AdamOptions adam => parameter - Adam(gradient + (decay * parameter), adam.Beta1, adam.Beta2, adam.Epsilon),
            AdamWOptions adam => parameter - (rate * decay * parameter) - Adam(gradient, adam.Beta1, adam.Beta2, adam.Epsilon),
            RmsPropOptions rms => RmsProp(parameter, gradient + (decay * parameter), rms.Decay, rms.Epsilon),
            _ => throw new NotSupportedException($"{options} has no reference"),
        };
    }

    /// <summary>B. T. Polyak 1964: the velocity is what the parameter moves by.</summary>
    private double HeavyBall(double parameter, double gradient, double momentum)
    {
        first = (momentum * first) - (rate * gradient);
        return parameter + first;
    }

    /// <summary>
    /// I. Sutskever, J. Martens, G. Dahl and G. Hinton 2013, equations 3 and 4: the gradient is taken at theta + momentum v, and that
    /// point is what the engine keeps as its parameter.
    /// </summary>
    private double Nesterov(double parameter, double gradient, double momentum)
    {
        double theta = parameter - (momentum * first);
        first = (momentum * first) - (rate * gradient);
        theta += first;
        return theta + (momentum * first);
    }

    /// <summary>D. P. Kingma and J. Ba 2015, algorithm 1: the step.</summary>
    private double Adam(double gradient, double beta1, double beta2, double epsilon)
    {
        first = (beta1 * first) + ((1 - beta1) * gradient);
        second = (beta2 * second) + ((1 - beta2) * gradient * gradient);
        double mean = first / (1 - Math.Pow(beta1, steps));
        double square = second / (1 - Math.Pow(beta2, steps));
        return rate * mean / (Math.Sqrt(square) + epsilon);
    }

    /// <summary>G. Hinton 2012, lecture 6e.</summary>
    private double RmsProp(double parameter, double gradient, double keep, double epsilon)
    {
        second = (keep * second) + ((1 - keep) * gradient * gradient);
        return parameter - (rate * gradient / (Math.Sqrt(second) + epsilon));
    }
}
