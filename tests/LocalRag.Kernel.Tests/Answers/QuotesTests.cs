using LocalRag.Answers;
using LocalRag.Testing;

namespace LocalRag.Tests.Answers;

public sealed class QuotesTests
{
    private static readonly SearchHit s_hit = Hits.Of("The team\u2019s rule is:  \u201Cmeasure it\nfirst\u201D, then change \u2014 always. Ask twice.");

    [Theory]
    [InlineData("They say \"measure it first\".")]
    [InlineData("They say \"Measure it first\".")]
    [InlineData("They say \u201Cmeasure it first.\u201D")]
    [InlineData("They say \u00ABmeasure it first\u00BB.")]
    [InlineData("\"then change - always\"")]
    [InlineData("\"The team's rule is\"")]
    public void Quotation_ThatAPassageHolds_IsVerified(string answer)
    {
        QuoteCheck check = Assert.Single(Check(answer));

        Assert.True(check.Verified);
        Assert.Equal(s_hit.Passage.ChunkId, check.ChunkId);
        Assert.Equal(check.Text, answer[check.StartIndex..check.EndIndex]);
    }

    [Theory]
    [InlineData("They say \"measure it twice\".")]
    [InlineData("\"first, then measure\"")]
    public void Quotation_ThatNoPassageHolds_IsNot(string answer) => Assert.False(Assert.Single(Check(answer)).Verified);

    [Theory]
    [InlineData("No quotation at all.")]
    [InlineData("The setting \"rule\" matters.")]
    [InlineData("This is called \"strange attractor\".")]
    [InlineData("An open \"quotation")]
    [InlineData("\"\"")]
    [InlineData("Inches: 5\"")]
    [InlineData("")]
    public void Text_WithoutAQuotation_HasNothingToCheck(string answer) => Assert.Empty(Check(answer));

    [Fact]
    public void Quotations_AreEachChecked() =>
        Assert.Equal([true, false], Check("\"Always. Ask twice\" and \"always. Ask once\"").Select(check => check.Verified));

    private static List<QuoteCheck> Check(string answer) => Quotes.Check(answer, [new UsedPassage([s_hit], s_hit.Passage.Text)]);
}
