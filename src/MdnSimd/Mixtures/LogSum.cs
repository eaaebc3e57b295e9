namespace MdnSimd.Mixtures;

/// <summary>
/// log sum_i e^(u_i) in one pass: whenever a larger term turns up, the sum so far is rescaled to it, so every exponent stays at
/// or below zero and nothing has to be stored.
/// </summary>
internal struct LogSum
{
    /// <summary>Of no terms: -infinity.</summary>
    public LogSum() => Largest = double.NegativeInfinity;

    /// <summary>Of terms that have been added already.</summary>
    public LogSum(double largest, double sum)
    {
        Largest = largest;
        Sum = sum;
    }

    /// <summary>The largest term.</summary>
    public double Largest { get; private set; }

    /// <summary>The sum of e^(u_i - <see cref="Largest"/>).</summary>
    public double Sum { get; private set; }

    /// <summary>log sum_i e^(u_i).</summary>
    public readonly double Value => Largest + Math.Log(Sum);

    /// <summary>One more term; -infinity adds nothing.</summary>
    public void Add(double term)
    {
        if (double.IsNegativeInfinity(term))
        {
            return;
        }

        if (term <= Largest)
        {
            Sum += Math.Exp(term - Largest);
        }
        else
        {
            Sum = (Sum * Math.Exp(Largest - term)) + 1;
            Largest = term;
        }
    }
}
