using System.Diagnostics;

namespace MdnSimd.Tests.Cli;

/// <summary>The built <c>mdn</c> as a process of its own, as a user starts it.</summary>
internal static class MdnProcess
{
    /// <summary>What runs <see cref="Program"/>.</summary>
    public static string Host { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The built program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "mdn.dll");

    /// <summary>Runs a command to its end.</summary>
    /// <param name="folder">The folder to run it in.</param>
    /// <param name="arguments">The arguments of <c>mdn</c>.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <param name="environment">Variables of its environment.</param>
    public static async Task<(int ExitCode, string Output, string Error)> Run(
        string folder,
        string[] arguments,
        CancellationToken cancellation,
        params (string Variable, string Value)[] environment)
    {
        using Process process = Start(folder, arguments, environment);
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

    /// <summary>Starts a command whose standard output and error can be read.</summary>
    public static Process Start(string folder, string[] arguments, params (string Variable, string Value)[] environment)
    {
        ProcessStartInfo start = new(Host)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments.Prepend(Program).Prepend("exec"))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }
}
