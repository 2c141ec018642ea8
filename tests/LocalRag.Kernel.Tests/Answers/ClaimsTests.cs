using LocalRag.Answers;
using LocalRag.Testing;

namespace LocalRag.Tests.Answers;

public sealed class ClaimsTests
{
    private static readonly SearchHit s_hit = Hits.Of("Tomasz measured 1,250 tokens per second in Norwich.", title: "Diary of Sextant", headings: "Week 12");

    public static TheoryData<string, string[]> Answers => new()
    {
        { "Tomasz measured 1250 tokens.", [] },
        { "He measured 1,300 tokens.", ["1,300"] },
        { "It happened in London.", ["London"] },
        { "It happened in week 12 of Sextant.", [] },
        { "Kenya is asked for.", [] },
        { "Somebody measured tokens.", [] },
        { "It was measured in Norw", [] },
        { "It was measured in Norw today.", ["Norw"] },
        { "", [] },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void NumbersAndNames_FromNowhere_AreFound(string answer, string[] unsupported)
    {
        List<UnsupportedClaim> claims = Claims.FindUnsupported(answer, "What about Kenya?", [new UsedPassage([s_hit], s_hit.Passage.Text)]);

        Assert.Equal(unsupported, claims.Select(claim => claim.Text));
        Assert.Equal(unsupported, claims.Select(claim => answer[claim.StartIndex..claim.EndIndex]));
    }
}
