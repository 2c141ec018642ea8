using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Answers one question.</summary>
internal sealed class QueryCommand : CliCommand
{
    private readonly Argument<string> _question = new("QUESTION") { Description = "The question, in quotation marks." };

    public QueryCommand()
        : base("query", "Answer a question from the documents; the answer is streamed, its numbered sources follow.")
    {
        Add(_question);
        _question.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("query \"When is the deposit due?\"", "the answer, then its sources"),
        ("query \"When is the deposit due?\" --json", "answer, citations, sources, metadata, usage and timings"),
        ("query \"...\" --set Retrieval:ContextTokens=800", "give the model more text, for a larger model"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string question = context.Arguments.GetRequiredValue(_question);
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
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
        return answer.Abstained ? ExitCode.NoAnswer : ExitCode.Done;
    }
}
