using System.Reflection;

namespace MdnSimd.Cli;

/// <summary>Which mdn this is.</summary>
internal static class ProgramVersion
{
    /// <summary>The version and, of a build from a repository, its commit: <c>0.1.0+c0ffee</c>.</summary>
    /// <remarks>Of this assembly, since the entry assembly of a test is the test's.</remarks>
    public static string Full =>
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The version alone: <c>0.1.0</c>.</summary>
    public static string Short => Full.Split('+')[0];
}
