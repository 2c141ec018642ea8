using LocalRag.Answers;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Answers;

public sealed class CitationResolverTests
{
    private readonly SearchHit _speed = Hits.Of(
        "Prefill is limited by arithmetic. Decode is limited by memory bandwidth. The M4 moves 120 GB each second.", "/docs/speed.md", title: "Speed");

    private readonly SearchHit _cache = Hits.Of("A cache keeps answers. It is emptied when a document changes.", "/docs/cache.md", title: "Cache");

    private readonly AnswersOptions _options = new();

    [Fact]
    public void Sentence_WithTheWordsOfAPassage_CitesItsSentence()
    {
        CitationAnnotation citation = Assert.Single(Resolve("Memory bandwidth limits decode."));

        Assert.Equal(("Speed", "Decode is limited by memory bandwidth."), (citation.Title, citation.Snippet));
    }

    [Fact]
    public void Sentences_EachCiteTheirOwn_AndRegionsCoverThem()
    {
        const string Answer = "Decode is limited by bandwidth. The cache keeps answers.";

        List<CitationAnnotation> citations = Resolve(Answer);

        Assert.Equal(["Speed", "Cache"], citations.Select(citation => citation.Title));
        Assert.Equal(["Decode is limited by bandwidth.", "The cache keeps answers."], citations.Select(citation => Region(citation, Answer)));
    }

    [Fact]
    public void Sentences_OnTheSameSource_ShareACitation()
    {
        CitationAnnotation citation = Assert.Single(Resolve("Memory bandwidth limits decode. Decode is limited by memory."));

        Assert.Equal(2, citation.AnnotatedRegions?.Count);
    }

    [Fact]
    public void Sentence_DrawnFromTwoInARow_CitesBoth() =>
        Assert.Equal(
            "Decode is limited by memory bandwidth. The M4 moves 120 GB each second.",
            Assert.Single(Resolve("The M4 has a memory bandwidth of 120 GB for decode.")).Snippet);

    [Theory]
    [InlineData("Nobody can know such a thing.")]
    [InlineData("Yes.")]
    [InlineData("")]
    public void Sentence_ThatNoPassageSupports_CitesNothing(string answer) => Assert.Empty(Resolve(answer));

    [Fact]
    public void Sentence_WithANumberFromNowhere_CitesNothing() => Assert.Empty(Resolve("The M4 moves 999 GB each second."));

    [Fact]
    public void Sentence_WithAFalseQuotation_CitesNothing() => Assert.Empty(Resolve("Decode is \"limited by memory size\", the memory bandwidth."));

    [Fact]
    public void Sentence_WithATrueQuotation_CitesItsPassage() =>
        Assert.Equal("Cache", Assert.Single(Resolve("Speed, decode, bandwidth: \"emptied when a document changes\".")).Title);

    [Fact]
    public void Mark_OfThePrompt_IsHonoured()
    {
        _options.PassageMarks = true;

        Assert.Equal("Cache", Assert.Single(Resolve($"Nobody knows [{_cache.Passage.ChunkId}].")).Title);
    }

    [Fact]
    public void Mark_ThatThePromptDidNotGive_IsNot()
    {
        _options.PassageMarks = true;

        Assert.Empty(Resolve("Nobody knows [999999999999999999]."));
    }

    [Fact]
    public void ShortAnswer_InSeveralSentences_CitesTheOneNearestToTheQuestion()
    {
        SearchHit hit = Hits.Of("Denver lost in 2014. Denver won the final of 2016. Denver is a city.");

        CitationResolver resolver = new("Who won the final?", [new UsedPassage([hit], hit.Passage.Text)], _options);

        Assert.Equal("Denver won the final of 2016.", Assert.Single(resolver.Resolve("Denver.", [], [])).Snippet);
    }

    [Fact]
    public void Citation_IntoJoinedPassages_NamesTheOneThatHoldsTheSentence()
    {
        SearchHit first = Hits.Of("Alpha comes first. Beta comes second.", ordinal: 0);
        SearchHit next = Hits.Of("Beta comes second. Gamma comes third.", ordinal: 1);
        CitationResolver resolver = new("?", [new UsedPassage([first, next], "Alpha comes first. Beta comes second. Gamma comes third.")], _options);

        CitationAnnotation citation = Assert.Single(resolver.Resolve("Gamma comes third.", [], []));

        Assert.Equal("lines 11-14", citation.GetLocation());
        Assert.Equal(next.Passage.ChunkId, citation.AdditionalProperties?[RagResponseExtensions.ChunkIdKey]);
    }

    [Theory]
    [InlineData("/docs/a b#1.md", "file:///docs/a%20b%231.md")]
    [InlineData("https://example.org/x", "https://example.org/x")]
    [InlineData("note 17", null)]
    public void Citation_LinksToTheDocument_WhereItsIdentityIsAnAddress(string document, string? url)
    {
        CitationAnnotation citation = Citation.Create(Hits.Of("text", document).Passage, "text");

        Assert.Equal(document, citation.FileId);
        Assert.Equal(url, citation.Url?.AbsoluteUri);
    }

    private static string Region(CitationAnnotation citation, string answer)
    {
        TextSpanAnnotatedRegion region = Assert.IsType<TextSpanAnnotatedRegion>(Assert.Single(citation.AnnotatedRegions!));
        return answer[region.StartIndex!.Value..region.EndIndex!.Value];
    }

    private List<CitationAnnotation> Resolve(string answer)
    {
        UsedPassage[] used = [new([_cache], _cache.Passage.Text), new([_speed], _speed.Passage.Text)];
        return new CitationResolver("What limits decode?", used, _options)
            .Resolve(answer, Quotes.Check(answer, used), Claims.FindUnsupported(answer, string.Join('\n', used.Select(passage => passage.Mark)), used));
    }
}
