namespace LocalRag.Cli.Output;

/// <summary>A passage, as <c>--json</c> writes it.</summary>
internal sealed record PassageResult(
    string Document,
    string Title,
    string Headings,
    int? FirstLine,
    int? LastLine,
    int? FirstPage,
    int? LastPage,
    string Text,
    double Score,
    float? Cosine,
    double? Bm25)
{
    public static PassageResult From(SearchHit hit) => new(
        hit.Passage.DocumentId,
        hit.Passage.Title,
        hit.Passage.Headings,
        hit.Passage.Location.FirstLine,
        hit.Passage.Location.LastLine,
        hit.Passage.Location.FirstPage,
        hit.Passage.Location.LastPage,
        hit.Passage.Text,
        hit.Score,
        hit.Cosine,
        hit.Bm25);
}
