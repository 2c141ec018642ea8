using Microsoft.Extensions.AI;

namespace LocalRag.Cli.Output;

/// <summary>Writes an answer as it comes, then what it rests on.</summary>
internal sealed class AnswerWriter(CommandOutput output)
{
    /// <summary>A longer quotation is cut on the screen; JSON has all of it.</summary>
    private const int MaxQuoteLength = 400;

    /// <summary>Asks and writes the answer's text as the model writes it.</summary>
    /// <param name="answers">The client that answers from the documents.</param>
    /// <param name="conversation">The conversation, with the question last.</param>
    /// <param name="cancellationToken">Stops the answer.</param>
    public async Task<ChatResponse> StreamAsync(IChatClient answers, IEnumerable<ChatMessage> conversation, CancellationToken cancellationToken)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in answers.GetStreamingResponseAsync(conversation, cancellationToken: cancellationToken))
        {
            updates.Add(update);
            if (!output.Json)
            {
                CommandOutput.Write(update.Text);
            }
        }

        if (!output.Json)
        {
            CommandOutput.WriteLine();
        }

        return updates.ToChatResponse();
    }

    public void WriteSources(IReadOnlyList<SourceResult> sources)
    {
        if (sources.Count == 0)
        {
            return;
        }

        CommandOutput.WriteLine();
        output.WriteHeading("Sources");
        foreach (SourceResult source in sources)
        {
            string place = source.Location.Length > 0 ? $", {source.Location}" : string.Empty;
            CommandOutput.WriteLine($"[{source.Number}] {source.Title}: {DocumentName.Of(source.Document)}{place}");
            foreach (string quote in source.Quotes)
            {
                output.WriteDimmed($"    \"{PrintableText.Shorten(quote, MaxQuoteLength)}\"");
            }
        }
    }

    /// <summary>Says on standard error what a reader of the answer must know.</summary>
    public void WriteWarnings(AnswerResult answer)
    {
        if (answer.Degraded is { } degraded)
        {
            output.Warn(degraded);
        }

        if (answer.Metadata.Unsupported.Count > 0)
        {
            output.Warn($"no passage holds these words of the answer: {string.Join(", ", answer.Metadata.Unsupported.Select(claim => claim.Text).Distinct())}.");
        }

        if (answer.Metadata.Quotes.Any(quote => !quote.Verified))
        {
            output.Warn("the answer quotes words that no passage holds.");
        }

        if (answer is { Abstained: false, Sources.Count: 0 })
        {
            output.Warn("no sentence of the answer could be traced to a passage; the passages it was made from are in --json.");
        }
    }
}
