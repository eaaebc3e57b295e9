namespace MdnSimd.Mixtures;

/// <summary>How the samples of one seed depend on each other. Each of them alone follows the mixture whichever is chosen.</summary>
public enum SamplingMethod
{
    /// <summary>They do not.</summary>
    Independent,

    /// <summary>
    /// In pairs: sample 2i + 1 is made of 1 - u for every uniform number u that sample 2i is made of. Of one component, the two are
    /// mirror images through its mean. Different pairs are independent. (J. M. Hammersley and K. W. Morton, "A new Monte Carlo
    /// technique: antithetic variates", Proc. Cambridge Phil. Soc. 52 (1956) 449-475.)
    /// </summary>
    Antithetic,

    /// <summary>
    /// Spread more evenly than chance: Sobol's sequence, shifted by random bits of the seed. The first 2^m samples from index 0 on
    /// give means whose error falls almost as 1 / 2^m rather than 1 / sqrt(2^m). One coordinate chooses the component and the next
    /// nine are those of the first nine dimensions; further dimensions are drawn independently.
    /// </summary>
    QuasiRandom,
}
