using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Lists the passages that match, without an answer.</summary>
internal sealed class SearchCommand : CliCommand
{
    private readonly Argument<string> _text = new("TEXT") { Description = "What to look for, in any words." };

    private readonly Option<int?> _limit = new("--limit") { Description = "How many passages to list (setting Retrieval:Limit).", HelpName = "N" };

    public SearchCommand()
        : base("search", "List the passages that match, best first, without an answer.")
    {
        Add(_text);
        Add(_limit);
        _text.RejectOptions();
        _limit.RequirePositive();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("search \"notice period\"", "the best passages with their scores"),
        ("search \"notice period\" --limit 3 --json", "for a script"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string text = context.Arguments.GetRequiredValue(_text);
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        await EmptyIndex.ThrowIfEmptyAsync(services, cancellationToken);
        RetrievalQuery query = new(text, context.Arguments.GetValue(_limit));
        RetrievalResult result = await services.GetRequiredService<IRetriever>().RetrieveAsync(query, cancellationToken);
        if (result.Degraded is { } reason)
        {
            context.Output.Warn(reason);
        }

        if (context.Output.Json)
        {
            CommandOutput.WriteJson(
                new SearchResult(text, result.IndexVersion, result.Degraded, [.. result.Hits.Select(PassageResult.From)]),
                OutputJson.Indented.SearchResult);
        }
        else
        {
            Write(context.Output, result.Hits);
        }

        return ExitCode.Done;
    }

    private static void Write(CommandOutput output, IReadOnlyList<SearchHit> hits)
    {
        if (hits.Count == 0)
        {
            output.Note("Nothing matches.");
        }

        for (int index = 0; index < hits.Count; index++)
        {
            SearchHit hit = hits[index];
            output.WriteHeading(string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {DocumentName.Of(hit.Passage)}  (score {hit.Score:0.00})"));
            if (hit.Passage.Headings.Length > 0)
            {
                output.WriteDimmed($"   {hit.Passage.Headings}");
            }

            CommandOutput.WriteLine($"   {hit.Passage.Text.ReplaceLineEndings(Environment.NewLine + "   ")}");
            CommandOutput.WriteLine();
        }
    }
}
