namespace MdnSimd.Tests;

/// <summary>The system's Python, for tests beside libraries that only it has: Debian's python3-torch and python3-onnx.</summary>
internal static class Python
{
    private const string Path = "/usr/bin/python3";

    /// <summary>Ends a test as not run where a module is missing; the summary of the run counts it.</summary>
    public static async Task Require(string module)
    {
        bool found = File.Exists(Path) && (await Start(["-c", $"import {module}"], ".")).ExitCode == 0;
        Assert.SkipUnless(found, $"{Path} has no module '{module}'");
    }

    /// <summary>Runs a program that must succeed, and returns what it prints.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">The script and what it is told.</param>
    public static Task<string> Run(string folder, params string[] arguments) => Run(folder, arguments, []);

    /// <summary>As <see cref="Run(string, string[])"/>, with variables of its environment.</summary>
    public static async Task<string> Run(string folder, string[] arguments, params (string Variable, string Value)[] environment)
    {
        (int exitCode, string output, string error) = await Start(arguments, folder, environment);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {error}");
        return output;
    }

    private static Task<(int ExitCode, string Output, string Error)> Start(
        string[] arguments, string folder, params (string Variable, string Value)[] environment) =>
        ChildProcess.Run(Path, arguments, folder, [("OMP_NUM_THREADS", "1"), .. environment]);
}
