using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Ingestion;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Answers one question.</summary>
internal sealed class QueryCommand : CliCommand
{
    private readonly Argument<string> _question = new("QUESTION") { Description = "The question, in quotation marks." };

    private readonly Option<string[]> _ingest = new("--ingest")
    {
        Description = "Put these files or folders into the index before answering; may be repeated.",
        HelpName = "PATH",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public QueryCommand()
        : base("query", "Answer a question from the documents; the answer is streamed, its numbered sources follow.")
    {
        Add(_question);
        Add(_ingest);
        _question.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("query \"When is the deposit due?\"", "the answer, then its sources"),
        ("query \"When is the deposit due?\" --json", "answer, citations, sources, metadata, usage and timings"),
        ("query \"When is the deposit due?\" --ingest ~/lease", "read the folder first, where it is new or has changed"),
        ("query \"...\" --set Retrieval:ContextTokens=800", "give the model more text, for a larger model"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string question = context.Arguments.GetRequiredValue(_question);
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        bool complete = await IngestAsync(context, services, cancellationToken);
        await EmptyIndex.ThrowIfEmptyAsync(services, cancellationToken);
        IChatClient answers = services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
        AnswerWriter writer = new(context.Output);
        AnswerResult answer = AnswerResult.From(
            await writer.StreamAsync(answers, [new ChatMessage(ChatRole.User, question)], cancellationToken));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(answer, OutputJson.Indented.AnswerResult);
        }
        else
        {
            writer.WriteSources(answer.Sources);
        }

        writer.WriteWarnings(answer);
        return answer.Abstained ? ExitCode.NoAnswer : complete ? ExitCode.Done : ExitCode.DoneInPart;
    }

    /// <returns>False where files failed.</returns>
    private async Task<bool> IngestAsync(CommandContext context, IServiceProvider services, CancellationToken cancellationToken)
    {
        string[] paths = context.Arguments.GetValue(_ingest) ?? [];
        return paths.Length == 0
            || (await IngestionRun.RunAsync(services, new IngestionRequest(paths), context.Output, cancellationToken)).Failed == 0;
    }
}
