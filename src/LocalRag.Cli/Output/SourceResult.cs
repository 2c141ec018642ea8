using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Cli.Output;

/// <summary>A source of an answer.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Document">The document's identity: the path of its file.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Location">The pages or lines, such as <c>lines 12-18</c>; empty where the format has none.</param>
/// <param name="Quote">The words there.</param>
internal sealed record SourceResult(int Number, string Document, string Title, string Location, string Quote)
{
    public static SourceResult From(CitationAnnotation citation, int number) => new(
        number, citation.FileId ?? string.Empty, citation.Title ?? string.Empty, citation.GetLocation(), citation.Snippet ?? string.Empty);
}
