namespace MdnSimd.Benchmarks;

/// <summary>A row of the table in docs/mixture.md: what the benchmark it stands on asks a mixture.</summary>
/// <param name="name">The question, as the library names it.</param>
/// <param name="method">How it is answered.</param>
/// <param name="error">How far the answer may be off before it is rounded to the type of the mixture.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class QuestionAttribute(string name, string method, string error) : Attribute
{
    public string Name => name;

    public string Method => method;

    public string Error => error;
}
