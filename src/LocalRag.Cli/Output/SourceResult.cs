using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Cli.Output;

/// <summary>A place in a document that an answer rests on.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Document">The document's identity: the path of its file.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Location">The pages or lines, such as <c>lines 12-18</c>; empty where the format has none.</param>
/// <param name="Quotes">The sentences there that the answer rests on, word for word.</param>
internal sealed record SourceResult(int Number, string Document, string Title, string Location, IReadOnlyList<string> Quotes)
{
    /// <summary>Returns the places that are cited, in the order of their first citation.</summary>
    public static IReadOnlyList<SourceResult> Group(IEnumerable<CitationAnnotation> citations) => [.. citations
        .GroupBy(citation => (citation.FileId, Location: citation.GetLocation()))
        .Select((place, index) => new SourceResult(
            index + 1,
            place.Key.FileId ?? string.Empty,
            place.First().Title ?? string.Empty,
            place.Key.Location,
            [.. place.Select(citation => citation.Snippet).OfType<string>().Distinct()]))];

    public bool Holds(CitationAnnotation citation) => (citation.FileId ?? string.Empty) == Document && citation.GetLocation() == Location;
}
