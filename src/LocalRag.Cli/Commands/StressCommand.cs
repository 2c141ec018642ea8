using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Hosting.Limits;
using LocalRag.Cli.Output;
using LocalRag.LlamaCpp;
using LocalRag.Measurement.Stress;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>Puts the host under a mixture of everything it does, and checks that what must hold does.</summary>
internal sealed class StressCommand : CliCommand
{
    private const int DefaultSeconds = 600;
    private const int BytesPerMegabyte = 1 << 20;

    private readonly Option<int> _duration = new("--duration")
    {
        Description = "How long, in seconds. The default is 600.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultSeconds,
    };

    private readonly Option<int> _callers = new("--callers")
    {
        Description = "How many callers at the same time. The default is 4.",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    };

    private readonly Option<int?> _memoryLimit = new("--memory-limit")
    {
        Description = "Run in a process that may hold this much memory of its own, in MiB.",
        HelpName = "MIB",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Decides what each caller does; a failure names it. The default is 1.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public StressCommand()
        : base("stress", "Ask, ingest, remove, cancel, change settings and plugins all at once, check all along that nothing breaks, and give a verdict.")
    {
        Add(_duration);
        Add(_callers);
        Add(_memoryLimit);
        Add(_seed);
        _duration.RequirePositive();
        _callers.RequirePositive();
        _memoryLimit.RequirePositive();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("stress --duration 120", "two minutes, with documents and an index of its own"),
        ("stress --duration 600 --callers 8 --seed 7", "harder, and another order of operations"),
        ("stress --memory-limit 800 --json", "within 800 MiB, with a verdict for a script"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        long? limit = (long?)context.Arguments.GetValue(_memoryLimit) * BytesPerMegabyte;
        if (limit is { } bytes && LimitedProcess.Own is null)
        {
            return await RunLimitedAsync(context, bytes, cancellationToken);
        }

        context.DataSubfolder = "stress";
        context.LiveSettings = new LiveSettings("command stress");
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        StressRequest request = new()
        {
            Folder = Path.GetFullPath(Path.Combine(services.GetRequiredService<IOptions<LocalRagOptions>>().Value.DataDirectory, "documents")),
            Duration = TimeSpan.FromSeconds(context.Arguments.GetValue(_duration)),
            Callers = context.Arguments.GetValue(_callers),
            Seed = context.Arguments.GetValue(_seed),
            MemoryBudget = limit,
            Engine = services.GetService<LlamaChatClient>() is { } engine ? new StressedLlama(engine) : null,
            ChangeSetting = context.LiveSettings.Change,
        };
        StressRunner runner = services.GetRequiredService<StressRunner>();
        StressReport report = await ProgressDisplay.RunAsync(
            context.Output,
            "Stress",
            services.GetRequiredService<TimeProvider>(),
            progress => runner.RunAsync(request, new Translation(progress), cancellationToken));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(StressResult.From(report, LimitedProcess.Own), OutputJson.Indented.StressResult);
        }
        else
        {
            StressTable.Write(context.Output, report, LimitedProcess.Own);
        }

        return report.Passed ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> RunLimitedAsync(CommandContext context, long bytes, CancellationToken cancellationToken)
    {
        (int exitCode, string? ended) = await LimitedProcess.RunAsync(bytes, cancellationToken);
        if (ended is null)
        {
            return exitCode;
        }

        context.Output.Fail(
            $"The process under stress did not survive. {ended}", "Raise --memory-limit, or make the host smaller: Llama:ContextTokens and Llama:Sequences decide the most.");
        return ExitCode.Failed;
    }

    private sealed class StressedLlama(LlamaChatClient engine) : IStressedEngine
    {
        public EngineLoad? Read() => engine.GetStatus() is { } status ? new EngineLoad(status.Running, status.Waiting, status.QueueLength) : null;

        public Task<int> DrainAsync(CancellationToken cancellationToken) => engine.DrainAsync(cancellationToken);
    }

    private sealed class Translation(IProgress<ProgressStep> progress) : IProgress<StressProgress>
    {
        public void Report(StressProgress value) => progress.Report(new ProgressStep(
            Math.Min(value.Elapsed.TotalSeconds, value.Total.TotalSeconds), value.Total.TotalSeconds, $"({value.Operations} operations)"));
    }
}
