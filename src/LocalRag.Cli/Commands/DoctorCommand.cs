using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;

namespace LocalRag.Cli.Commands;

/// <summary>Finds out what is missing on this machine, by trying each part.</summary>
internal sealed class DoctorCommand() : CliCommand("doctor", "Try every part on this machine, and say what to do about what does not work.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("doctor", "settings, libraries, models, processor, memory, index, recall"),
        ("doctor --json", "for a script; exit code 1 where a check fails"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        List<DoctorCheckResult> checks = [];
        await foreach (DoctorCheckResult check in CheckAsync(context, cancellationToken))
        {
            checks.Add(check);
        }

        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new DoctorResult(checks), OutputJson.Indented.DoctorResult);
        }
        else
        {
            context.Output.WriteTable(
                ["Check", "Status", "Found"],
                [.. checks.Select(check => (IReadOnlyList<string>)[check.Check, check.Status, check.Detail])]);
            foreach (DoctorCheckResult check in checks.Where(check => check.Fix is not null))
            {
                context.Output.Note($"{check.Check}: {check.Fix}");
            }
        }

        return checks.Exists(check => check.Status == DoctorCheckResult.StatusFail) ? ExitCode.Failed : ExitCode.Done;
    }

    private static async IAsyncEnumerable<DoctorCheckResult> CheckAsync(
        CommandContext context, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DoctorCheckResult settings = DoctorChecks.CheckSettings(context);
        yield return settings;
        yield return DoctorChecks.CheckProcessor();
        if (settings.Status == DoctorCheckResult.StatusFail)
        {
            yield return DoctorCheckResult.Warn("everything else", "not checked, because it depends on the settings", "Correct the settings first.");
            yield break;
        }

        DoctorChecks checks = new(context.BuildHost());
        yield return checks.CheckDataDirectory();
        yield return checks.CheckNatives();
        yield return await checks.CheckChatModelAsync(cancellationToken);
        yield return await checks.CheckEmbeddingModelAsync(cancellationToken);
        yield return checks.CheckMemory();
        yield return await checks.CheckIndexAsync(cancellationToken);
        yield return await checks.CheckRecallAsync(cancellationToken);
    }
}
