using System.CommandLine;
using LocalRag.Cli.Output;
using LocalRag.Settings;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Hosting;

/// <summary>Runs a command, and turns what it throws into a message and an exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(ParseResult arguments, Func<CommandContext, CancellationToken, Task<int>> command)
    {
        using Interruption interruption = new();
        CommandOutput output = new(arguments.GetValue(GlobalOptions.Json));
        try
        {
            using TelemetryExport? export = arguments.GetValue(GlobalOptions.Otlp) is { } collector ? new TelemetryExport(collector, output) : null;
            await using CommandContext context = new(arguments, output, interruption);
            return await command(context, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            output.Fail("Cancelled.", null);
            return ExitCode.Cancelled;
        }
        catch (Exception exception)
        {
            // The last line of defence of a program: nothing may leave it but a message and an exit code.
            return Report(exception, output, arguments.GetValue(GlobalOptions.Verbose));
        }
    }

    private static int Report(Exception exception, CommandOutput output, bool verbose)
    {
        (string problem, string? nextStep) = exception switch
        {
            LocalRagException known => (known.Problem, known.NextStep),
            OptionsValidationException refused => (string.Join(Environment.NewLine, refused.Failures), "List the settings with 'localrag settings'."),
            IOException or UnauthorizedAccessException => (exception.Message, null),
            _ => ($"Unexpected {exception.GetType().Name}: {exception.Message}", verbose ? null : "Run the command again with --verbose for the details."),
        };
        output.Fail(problem, nextStep);
        if (verbose)
        {
            Console.Error.WriteLine(exception);
        }

        return exception is SettingsException or OptionsValidationException ? ExitCode.WrongUsage : ExitCode.Failed;
    }
}
