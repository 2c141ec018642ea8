using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Measurement;
using LocalRag.Memory.Reporting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>What <c>bench</c> starts in a process of its own: answers the questions on standard input, and tells when and with how much memory.</summary>
internal sealed class BenchProbeCommand : CliCommand
{
    public const string CommandName = "bench-probe";

    public BenchProbeCommand()
        : base(CommandName, "Answer the questions on standard input and tell the memory; bench starts it.") => Hidden = true;

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
        [("bench-probe < questions.txt", "a question a line in, lines of JSON out")];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        MemoryReporter reporter = services.GetRequiredService<MemoryReporter>();
        await using PeakMemory peak = new(reporter, services.GetRequiredService<TimeProvider>());
        Write(reporter, ProbeLine.Started);
        IChatClient answers = services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
        bool first = true;
        while (await Console.In.ReadLineAsync(cancellationToken) is { Length: > 0 } question)
        {
            bool hasText = false;
            await foreach (ChatResponseUpdate update in answers.GetStreamingResponseAsync(question, cancellationToken: cancellationToken))
            {
                if (first && !hasText && update.Text.Length > 0)
                {
                    hasText = true;
                    CommandOutput.WriteJson(new ProbeLine(ProbeLine.FirstText), OutputJson.OneLine.ProbeLine);
                }
            }

            if (first)
            {
                // The time first: to look at the memory takes some itself.
                CommandOutput.WriteJson(new ProbeLine(ProbeLine.FirstAnswer), OutputJson.OneLine.ProbeLine);
                Write(reporter, ProbeLine.AfterFirstAnswer);
            }

            first = false;
        }

        MemoryReport report = reporter.Create();
        CommandOutput.WriteJson(
            new ProbeLine(ProbeLine.Answers, report.ProcessBytes, MemoryOwner.ListOf(report), peak.Read(), report.Measure), OutputJson.OneLine.ProbeLine);
        return first ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Write(MemoryReporter reporter, string stage)
    {
        MemoryReport report = reporter.Create();
        CommandOutput.WriteJson(new ProbeLine(stage, report.ProcessBytes, MemoryOwner.ListOf(report)), OutputJson.OneLine.ProbeLine);
    }
}
