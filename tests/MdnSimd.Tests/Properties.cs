using FsCheck;
using FsCheck.Fluent;

namespace MdnSimd.Tests;

/// <summary>Runs FsCheck properties: what fails is thrown with the shrunk counterexample and the seed to repeat it.</summary>
/// <remarks>
/// By default the cases are the same in every run, so that the gate does not depend on luck. The environment variable
/// MDNSIMD_CASES = n looks further: n times as many cases, fresh ones each time.
/// </remarks>
internal static class Properties
{
    /// <summary>Checks that <paramref name="property"/> does not throw for <paramref name="cases"/> drawn from a generator.</summary>
    public static void ForAll<TCase>(Gen<TCase> generator, Action<TCase> property, int cases = 100, Func<TCase, IEnumerable<TCase>>? shrink = null)
    {
        Arbitrary<TCase> arbitrary = shrink is null ? generator.ToArbitrary() : Arb.From(generator, shrink);
        Config config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true);
        config = int.TryParse(Environment.GetEnvironmentVariable("MDNSIMD_CASES"), out int factor)
            ? config.WithMaxTest(cases * factor)
            : config.WithMaxTest(cases).WithReplay(20260101, 1);
        Check.One(config, Prop.ForAll(arbitrary, property));
    }

    /// <summary>Any member of an enumeration.</summary>
    public static Gen<TEnum> Any<TEnum>()
        where TEnum : struct, Enum => Gen.Elements(Enum.GetValues<TEnum>());
}
