using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Memory.Reporting;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Finds out what is missing on this machine, by trying each part.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private readonly Option<bool> _memory = new("--memory") { Description = "Tell who holds how much memory, against what the system says." };

    private readonly Option<bool> _loaded = new("--loaded") { Description = "With --memory: load the models and answer a question first. With --gpu: load the chat model, and tell what came of it instead of the plan." };

    private readonly Option<bool> _gpu = new("--gpu") { Description = "Explain why the chat model is or is not on the GPU." };

    private readonly Option<string?> _fit = new("--fit")
    {
        Description = "Tell whether this GGUF model fits into memory and with which context, from the head of its file.",
        HelpName = "MODEL",
    };

    public DoctorCommand()
        : base("doctor", "Try every part on this machine, and say what to do about what does not work.")
    {
        Add(_memory);
        Add(_loaded);
        Add(_fit);
        Add(_gpu);
        Validators.Add(result =>
        {
            if (result.GetValue(_loaded) && !result.GetValue(_memory) && !result.GetValue(_gpu))
            {
                result.AddError("--loaded goes with --memory or --gpu.");
            }

            string[] reports = [.. new[] { (_memory.Name, result.GetValue(_memory)), (_gpu.Name, result.GetValue(_gpu)), (_fit.Name, result.GetValue(_fit) is not null) }
                .Where(report => report.Item2).Select(report => report.Item1)];
            if (reports.Length > 1)
            {
                result.AddError($"{string.Join(" and ", reports)} are different reports: give one of them.");
            }
        });
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("doctor", "settings, libraries, models, processor, memory, index, recall"),
        ("doctor --json", "for a script; exit code 1 where a check fails"),
        ("doctor --memory --loaded", "who holds how much memory once a question has been answered"),
        ("doctor --gpu", "the devices, how much of the model is on one and why, how busy it is; exit code 1 where a GPU is asked for and not used"),
        ("doctor --fit ~/models/qwen3-4b-q4_k_m.gguf", "what it takes, and the longest context that fits; exit code 1 where it does not fit"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Arguments.GetValue(_fit) is { } model)
        {
            return FitDoctor.Run(context.Output, await context.StartHostAsync(cancellationToken), model) ? ExitCode.Done : ExitCode.Failed;
        }

        if (context.Arguments.GetValue(_gpu))
        {
            bool used = await GpuDoctor.RunAsync(context.Output, await context.StartHostAsync(cancellationToken), context.Arguments.GetValue(_loaded), cancellationToken);
            return used ? ExitCode.Done : ExitCode.Failed;
        }

        if (context.Arguments.GetValue(_memory))
        {
            IServiceProvider services = await context.StartHostAsync(cancellationToken);
            if (context.Arguments.GetValue(_loaded))
            {
                await MemoryDoctor.LoadAsync(services, cancellationToken);
            }

            MemoryDoctor.Write(context.Output, services.GetRequiredService<MemoryReporter>().Create());
            return ExitCode.Done;
        }

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
