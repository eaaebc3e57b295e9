namespace MdnSimd.Tests;

/// <summary>Unlike Progress&lt;T&gt;, reports on the calling thread.</summary>
internal sealed class InlineProgress(Action<FitProgress> report) : IProgress<FitProgress>
{
    public void Report(FitProgress value) => report(value);
}
