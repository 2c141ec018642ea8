using LocalRag.Answers;

namespace LocalRag.Cli.Output;

/// <summary>How an answer came about.</summary>
internal sealed record AnswerMetadataResult(
    string? Model,
    string SearchText,
    long IndexVersion,
    IReadOnlyList<PassageResult> Retrieved,
    IReadOnlyList<UsedPassageResult> Used,
    IReadOnlyList<DroppedPassageResult> Dropped,
    int DroppedTurns,
    bool Approximate,
    IReadOnlyList<QuoteResult> Quotes,
    IReadOnlyList<UnsupportedResult> Unsupported)
{
    public static AnswerMetadataResult From(RagAnswerMetadata metadata, string? model) => new(
        model,
        metadata.SearchText,
        metadata.IndexVersion,
        [.. metadata.Retrieved.Select(PassageResult.From)],
        [.. metadata.Used.Select(used => new UsedPassageResult(used.Passage.DocumentId, used.Location.ToString(), used.Text))],
        [.. metadata.Dropped.Select(dropped => new DroppedPassageResult(
            dropped.Hit.Passage.DocumentId, dropped.Hit.Passage.Location.ToString(), dropped.Reason.ToString()))],
        metadata.DroppedTurns,
        metadata.IsApproximate,
        [.. metadata.Quotes.Select(quote => new QuoteResult(quote.Text, quote.StartIndex, quote.EndIndex, quote.Verified))],
        [.. metadata.Unsupported.Select(claim => new UnsupportedResult(claim.Text, claim.StartIndex, claim.EndIndex))]);
}
