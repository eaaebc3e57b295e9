using System.Diagnostics;

namespace MdnSimd.Tests;

/// <summary>Another program, run to its end.</summary>
internal static class ChildProcess
{
    /// <summary>Runs a program and returns its exit code and what it printed.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables of its environment.</param>
    public static async Task<(int ExitCode, string Output, string Error)> Run(
        string program, IEnumerable<string> arguments, string folder, params (string Variable, string Value)[] environment)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        using Process process = Process.Start(start)!;
        try
        {
            // Both at once: a pipe that nobody reads stops the process when it is full.
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            await Task.WhenAll(output, error, process.WaitForExitAsync(cancellation));
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
