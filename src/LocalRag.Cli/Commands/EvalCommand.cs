using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Evaluation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>Measures retrieval and answers on questions whose answers are known.</summary>
internal sealed class EvalCommand : CliCommand
{
    private readonly Argument<string> _dataset = new("DATASET")
    {
        Description = "A file in SQuAD format (.json), a BEIR folder, or a file with one question a line (.jsonl).",
    };

    private readonly Option<int?> _answers = new("--answers") { Description = "Have N questions answered by the chat model too.", HelpName = "N" };

    private readonly Option<int?> _limit = new("--limit") { Description = "Take only N questions, spread evenly.", HelpName = "N" };

    private readonly Option<int[]> _contextTokens = new("--context-tokens")
    {
        Description = "Measure for a context of N tokens whether the answer is inside; may be repeated. The default is 320.",
        HelpName = "N",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _run = new("--run") { Description = "Write the rankings to FILE, in TREC's format.", HelpName = "FILE" };

    public EvalCommand()
        : base("eval", "Measure retrieval and answers on questions whose answers are known, in an index of its own.")
    {
        Add(_dataset);
        Add(_answers);
        Add(_limit);
        Add(_contextTokens);
        Add(_run);
        _dataset.RejectOptions();
        _answers.RequirePositive();
        _limit.RequirePositive();
        _contextTokens.RequirePositive();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("eval xquad-en.json --answers 100", "a SQuAD file: hit@k, MRR@10, nDCG@10, recall@100, answer in context, answers"),
        ("eval scifact --run scifact.trec --json", "a BEIR folder, with the rankings for trec_eval"),
        ("eval samples/prompts/questions.jsonl --answers 60", "the sample questions, unanswerable ones among them"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string path = context.Arguments.GetRequiredValue(_dataset);
        EvaluationDataset dataset = EvaluationDataset.Load(path);
        context.DataSubfolder = Path.Combine("eval", Path.GetFileNameWithoutExtension(dataset.Name));
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        int[] budgets = context.Arguments.GetValue(_contextTokens) ?? [];
        EvaluationRequest defaults = new();
        EvaluationRequest request = new()
        {
            Folder = Path.Combine(services.GetRequiredService<IOptions<LocalRagOptions>>().Value.DataDirectory, "documents"),
            Questions = context.Arguments.GetValue(_limit),
            Answers = context.Arguments.GetValue(_answers) ?? 0,
            ContextTokens = budgets.Length > 0 ? budgets : defaults.ContextTokens,
            RunFile = context.Arguments.GetValue(_run),
        };
        Evaluator evaluator = services.GetRequiredService<Evaluator>();
        EvaluationReport report = await ProgressDisplay.RunAsync(
            context.Output,
            "Evaluating",
            services.GetRequiredService<TimeProvider>(),
            progress => evaluator.RunAsync(dataset, request, new Translation(progress), cancellationToken));
        foreach (string warning in report.Warnings)
        {
            context.Output.Warn(warning);
        }

        if (context.Output.Json)
        {
            CommandOutput.WriteJson(report, OutputJson.Indented.EvaluationReport);
        }
        else
        {
            EvaluationTable.Write(context.Output, report);
        }

        return ExitCode.Done;
    }

    private sealed class Translation(IProgress<ProgressStep> progress) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => progress.Report(new ProgressStep(value.Done, value.Total, $"({value.Stage})"));
    }
}
