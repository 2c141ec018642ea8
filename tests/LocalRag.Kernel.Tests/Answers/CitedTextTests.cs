using LocalRag.Answers;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Answers;

public sealed class CitedTextTests
{
    private static readonly Passage s_passage = Hits.Of("One is first. Two is second.", title: "Numbers").Passage;

    [Fact]
    public void Answer_WithSources_HasTheirNumbersAfterEachSentence()
    {
        const string Answer = "One. Two. One again.";
        CitationAnnotation one = Cite("One is first.", (0, 4), (10, 20));
        CitationAnnotation two = Cite("Two is second.", (5, 9));

        Assert.Equal(
            """
            One. [1] Two. [2] One again. [1]

            Sources:
            [1] Numbers, lines 1-4: "One is first."
            [2] Numbers, lines 1-4: "Two is second."
            """.ReplaceLineEndings("\n"),
            CitedText.Write(Respond(Answer, one, two)));
    }

    [Fact]
    public void Sentence_WithTwoSources_HasBothNumbersInOrder() =>
        Assert.StartsWith("Both. [1] [2]\n", CitedText.Write(Respond("Both.", Cite("One is first.", (0, 5)), Cite("Two is second.", (0, 5)))), StringComparison.Ordinal);

    [Fact]
    public void Answer_WithoutSources_IsItsText() => Assert.Equal("Nothing known.", CitedText.Write(Respond("Nothing known.")));

    private static CitationAnnotation Cite(string snippet, params (int Start, int End)[] regions)
    {
        CitationAnnotation citation = Citation.Create(s_passage, snippet);
        citation.AnnotatedRegions = [.. regions.Select(region => new TextSpanAnnotatedRegion { StartIndex = region.Start, EndIndex = region.End })];
        return citation;
    }

    private static ChatResponse Respond(string text, params CitationAnnotation[] citations) =>
        new(new ChatMessage(ChatRole.Assistant, [new TextContent(text), new TextContent(string.Empty) { Annotations = [.. citations] }]));
}
