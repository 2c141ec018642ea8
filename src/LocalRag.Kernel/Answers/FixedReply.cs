using System.Text;
using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>An answer that no model wrote: that there is none, or passages word for word.</summary>
internal sealed record FixedReply(string Text, TextContent Closing, RagAnswerMetadata Metadata)
{
    private const string NotFound =
        "The documents do not seem to answer this question. Ask it in other words, or add documents with `localrag ingest PATH`.";

    private const string EmptyIndex =
        "There are no documents to answer from yet. Add some with `localrag ingest PATH`, then ask again.";

    /// <summary>Returns the sentence for a question without evidence.</summary>
    public static FixedReply Abstain(AnswerTurn turn) => new(
        turn.Abstention == AbstentionReason.EmptyIndex ? EmptyIndex : NotFound, Grounding.None.ToContent(), turn.Describe(Grounding.None));

    /// <summary>Returns the best passages, each with its citation, after a sentence that says why.</summary>
    public static FixedReply Quote(AnswerTurn turn, string why)
    {
        StringBuilder text = new($"{why} These passages fit the question best:");
        List<CitationAnnotation> citations = [];
        List<QuoteCheck> quotes = [];
        foreach (UsedPassage passage in turn.Context.Used.OrderByDescending(passage => passage.Hits.Max(hit => hit.Score)).Take(turn.Settings.QuotedPassages))
        {
            string quotation = passage.Text.Trim();
            int start = text.Append("\n\n\u201C").Length;
            int end = text.Append(quotation).Length;
            text.Append('\u201D');
            CitationAnnotation citation = Citation.Create(passage.Passage with { Location = passage.Location }, quotation);
            citation.AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = start, EndIndex = end }];
            citations.Add(citation);
            quotes.Add(new QuoteCheck(quotation, start, end, passage.Passage.ChunkId));
        }

        Grounding grounding = new(citations, quotes, []);
        return new FixedReply(text.ToString(), grounding.ToContent(), turn.Describe(grounding, noModel: why));
    }

    public ChatResponse ToResponse() => new(new ChatMessage(ChatRole.Assistant, [new TextContent(Text), Closing]))
    {
        FinishReason = ChatFinishReason.Stop,
        AdditionalProperties = new AdditionalPropertiesDictionary { [RagResponseExtensions.MetadataKey] = Metadata },
    };

    /// <param name="streamed">What a model streamed before it turned out to be no answer.</param>
    public IEnumerable<ChatResponseUpdate> ToUpdates(StreamedAnswer streamed)
    {
        ChatResponseUpdate text = new(ChatRole.Assistant, Text)
        {
            ResponseId = streamed.Last?.ResponseId,
            MessageId = streamed.Last?.MessageId,
            FinishReason = ChatFinishReason.Stop,
        };
        return [text, streamed.Close(Closing, Metadata)];
    }
}
