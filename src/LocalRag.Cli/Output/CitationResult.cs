using Microsoft.Extensions.AI;

namespace LocalRag.Cli.Output;

/// <summary>A part of an answer that a source supports.</summary>
/// <param name="Source">The number of the source.</param>
/// <param name="Start">Where the part begins in the answer, in UTF-16 units.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Quote">The words of the source that support it.</param>
internal sealed record CitationResult(int Source, int? Start, int? End, string Quote)
{
    public static IEnumerable<CitationResult> From(CitationAnnotation citation, int number) => (citation.AnnotatedRegions ?? [])
        .OfType<TextSpanAnnotatedRegion>()
        .Select(region => new CitationResult(number, region.StartIndex, region.EndIndex, citation.Snippet ?? string.Empty));
}
