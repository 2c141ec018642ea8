using System.CommandLine;
using System.CommandLine.Invocation;
using LocalRag.Cli.Hosting.Limits;
using LocalRag.Cli.Output;

namespace LocalRag.Cli;

internal static class Program
{
    /// <summary>Gets how commands are run: they map their own errors, and stop on Ctrl-C by themselves.</summary>
    public static InvocationConfiguration Invocation { get; } = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Reads a command line: question and file names are plain text, so no response files (@name), no letters bundled into options.</summary>
    public static ParseResult Parse(IReadOnlyList<string> arguments) =>
        RootCommandFactory.Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    private static async Task<int> Main(string[] args)
    {
        LimitedProcess.Enter();
        ParseResult result = Parse(args);
        return result.Action is ParseErrorAction ? UsageErrors.Report(result) : await result.InvokeAsync(Invocation);
    }
}
