using System.Text;
using MdnSimd.Cli;
using MdnSimd.Cli.Launch;
using MdnSimd.Cli.Output;

WiderBuild.TakeOver();

// The first Ctrl-C asks for an orderly end (a fit keeps its best parameters so far), the second ends the process.
using CancellationTokenSource cancellation = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

// Console.Out flushes after every write, which would make a prediction of many rows slow.
using StreamWriter output = new(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16);
return MdnCommandLine.Run(
    args, output, Console.Error, !Console.IsErrorRedirected, cancellation.Token);
