using System.CommandLine;
using System.CommandLine.Invocation;
using LocalRag.Cli.Hosting.Limits;
using LocalRag.Cli.Output;

namespace LocalRag.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        LimitedProcess.Enter();

        // Question and file names are plain text: no response files (@name), no letters bundled into options.
        ParserConfiguration configuration = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        ParseResult result = RootCommandFactory.Create().Parse(args, configuration);
        return result.Action is ParseErrorAction
            ? UsageErrors.Report(result)
            : await result.InvokeAsync(new InvocationConfiguration
            {
                // Commands map their own errors, and stop on Ctrl-C by themselves.
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
    }
}
