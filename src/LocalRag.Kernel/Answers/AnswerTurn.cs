using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>One question on its way to an answer: what was found for it, and what the model is asked.</summary>
internal sealed class AnswerTurn
{
    public required Conversation Conversation { get; init; }

    public required string SearchText { get; init; }

    public required RetrievalResult Retrieval { get; init; }

    public required ContextSelection Context { get; init; }

    public required AnswersOptions Settings { get; init; }

    public required StageClock Clock { get; init; }

    /// <summary>Gets or sets the activity of the answer; null while nobody listens.</summary>
    public Activity? Activity { get; set; }

    public required AbstentionReason Abstention { get; init; }

    /// <summary>Gets the prompt; empty where the question is not answered.</summary>
    public required IReadOnlyList<ChatMessage> Prompt { get; init; }

    /// <summary>Gets the caller's options with the host's defaults, a copy.</summary>
    public required ChatOptions Options { get; init; }

    /// <summary>Ties the model's answer to the passages.</summary>
    public Grounding Ground(string answer)
    {
        List<QuoteCheck> quotes = Quotes.Check(answer, Context.Used);
        List<UnsupportedClaim> unsupported = Claims.FindUnsupported(answer, Given(), Context.Used);
        CitationResolver resolver = new(SearchText, Context.Used, Settings);
        return new Grounding(resolver.Resolve(answer, quotes, unsupported), quotes, unsupported);
    }

    public RagAnswerMetadata Describe(Grounding grounding, long? promptTokens = null, bool isApproximate = false, string? noModel = null)
    {
        AnswerTimings timings = Clock.Read();
        AnswerActivity.Record(timings, Abstention != AbstentionReason.None ? "abstained" : noModel is not null ? "quoted" : "answered", Activity);
        return new RagAnswerMetadata
        {
            Question = Conversation.Question,
            SearchText = SearchText,
            IndexVersion = Retrieval.IndexVersion,
            Retrieved = Retrieval.Hits,
            Used = Context.Used,
            Dropped = Context.Dropped,
            DroppedTurns = Conversation.DroppedTurns,
            Abstention = Abstention,
            Degraded = noModel is null ? Retrieval.Degraded : Retrieval.Degraded is null ? noModel : $"{noModel} {Retrieval.Degraded}",
            Quoted = noModel is not null,
            Quotes = grounding.Quotes,
            Unsupported = grounding.Unsupported,
            PromptTokens = promptTokens,
            IsApproximate = isApproximate,
            IsReproducible = !isApproximate && (Options.Temperature == 0 || Options.Seed is not null),
            Timings = timings,
        };
    }

    /// <summary>Returns what the model was given beside the passages' text: a number or name from there is not made up.</summary>
    private string Given()
    {
        IEnumerable<string> marks = Settings.PassageMarks ? Context.Used.Select(passage => passage.Mark) : [];
        return string.Join('\n', [SearchText, .. Conversation.History.Select(message => message.Text), .. marks]);
    }
}
