using LocalRag.Answers;
using LocalRag.Retrieval;
using LocalRag.Testing;

namespace LocalRag.Tests.Answers;

public sealed class EvidenceFloorTests
{
    private readonly RetrievalOptions _options = new();

    [Fact]
    public void Passage_CloseInMeaning_IsEvidenceWithoutACommonWord() =>
        Assert.True(IsEvidence("How quick is generation?", Hits.Of("Decode reaches many tokens per second.", cosine: 0.6f)));

    [Fact]
    public void Passage_WithTheQuestionsWords_IsEvidenceAtAMiddlingCosine() =>
        Assert.True(IsEvidence("What limits decode speed?", Hits.Of("Bandwidth limits decode speed.", cosine: 0.2f)));

    [Fact]
    public void Passage_WithNeither_IsNoEvidence() =>
        Assert.False(IsEvidence("How many strings does a violin have?", Hits.Of("Strings are text.", cosine: 0.1f)));

    [Fact]
    public void Passages_ThatDoNotHoldTheNameAskedFor_AreLessEvidence()
    {
        SearchHit hit = Hits.Of("The index is stored in a SQLite file.", cosine: 0.42f);

        Assert.True(IsEvidence("How do I store the index in a file?", hit));
        Assert.False(IsEvidence("How do I put all that into PostgreSQL?", hit));
    }

    [Fact]
    public void Name_ThatAnotherPassageHolds_IsKnown()
    {
        SearchHit hit = Hits.Of("The index is one file.", cosine: 0.5f);

        Assert.True(new EvidenceFloor("Where does Sextant keep its index?", [hit, Hits.Of("Sextant is a service.")], _options).IsEvidence(hit));
        Assert.False(new EvidenceFloor("Where does Sextant keep its index?", [hit], _options).IsEvidence(hit));
    }

    [Fact]
    public void Name_ThatIsMisspelt_IsKnown() =>
        Assert.True(IsEvidence("What did Percy Shelly write?", Hits.Of("Percy Shelley was a poet.", cosine: 0.42f)));

    [Fact]
    public void Name_InTheTitle_IsKnown() =>
        Assert.True(IsEvidence("How much does the Kestrel contract cost?", Hits.Of("The contract costs 40 a month.", title: "Kestrel IT", cosine: 0.45f)));

    [Fact]
    public void Passage_WithoutACosine_IsJudgedByItsWords()
    {
        Assert.True(IsEvidence("What limits decode speed?", Hits.Of("Bandwidth limits decode speed.", cosine: null)));
        Assert.False(IsEvidence("Which vaccinations for travel abroad?", Hits.Of("Bandwidth limits decode.", cosine: null)));
    }

    [Fact]
    public void Passage_JustBelowTheFloor_CountsBesideOneThatReachesIt()
    {
        SearchHit near = Hits.Of("Something near.", cosine: 0.4f);
        SearchHit far = Hits.Of("Something far.", cosine: 0.3f);

        EvidenceFloor floor = new("How quick is generation?", [Hits.Of("Decode reaches many tokens.", cosine: 0.6f), near, far], _options);

        Assert.True(floor.IsEvidence(near));
        Assert.False(floor.IsEvidence(far));
        Assert.False(IsEvidence("How quick is generation?", near));
    }

    [Fact]
    public void Floor_OfMinusOne_TakesEverything()
    {
        _options.EvidenceFloor = -1;

        Assert.True(IsEvidence("Who won in Mongolia?", Hits.Of("Strings are text.", cosine: -0.1f)));
    }

    private bool IsEvidence(string question, SearchHit hit) => new EvidenceFloor(question, [hit], _options).IsEvidence(hit);
}
