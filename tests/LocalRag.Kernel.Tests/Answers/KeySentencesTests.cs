using LocalRag.Answers;
using LocalRag.Retrieval;
using LocalRag.Testing;

namespace LocalRag.Tests.Answers;

public sealed class KeySentencesTests
{
    private const string Question = "What does the heron eat in winter?";
    private const string Heron = "The heron is a large bird. In winter the heron eats voles. Its nest is in a tree. The chapter ends here.";

    private const string Row = "bird: heron; length: 95 cm; wings: 180 cm; colour: grey; summer: fish; winter: voles; nest: in trees";

    private readonly RetrievalOptions _options = new() { ContextTokens = 500, EvidenceFloor = -1, SentenceGap = 0.5 };

    [Fact]
    public void Sentence_BesideTheOneThatNamesTheSubject_Stays() =>
        Assert.Equal(
            ["The heron of the valley eats little in winter. It takes voles."],
            Texts(Hits.Of("Rivers freeze. The heron of the valley eats little in winter. It takes voles. Maps are in the annex.")));

    [Theory]
    [InlineData(1.0, Heron)]
    [InlineData(0.9, "The heron is a large bird. In winter the heron eats voles. Its nest is in a tree.")]
    [InlineData(0.5, "In winter the heron eats voles.")]
    [InlineData(0.0, "In winter the heron eats voles.")]
    public void Gap_DecidesWhichSentencesStay(double gap, string expected)
    {
        _options.SentenceGap = gap;

        Assert.Equal([expected], Texts(Hits.Of(Heron)));
    }

    [Fact]
    public void Sentences_HaveHalfOfTheBudget_TheBestFirst()
    {
        _options.SentenceGap = 0.9;
        _options.ContextTokens = 26;

        // A word is a token here: six of the best sentence, and six of the next best that fit beside it.
        Assert.Equal(["The heron is a large bird. In winter the heron eats voles."], Texts(Hits.Of(Heron)));
    }

    [Fact]
    public void Budget_SmallerThanTheBestSentence_TakesItWhole()
    {
        _options.ContextTokens = 2;

        Assert.Equal(["In winter the heron eats voles."], Texts(Hits.Of(Heron)));
    }

    [Fact]
    public void Passage_WithoutSuchASentence_IsDropped_InItsPlaceAmongTheOthers()
    {
        _options.EvidenceFloor = 0.5;
        SearchHit answers = Hits.Of(Heron, "/a");
        SearchHit other = Hits.Of("The museum opens at nine.", "/b");
        SearchHit noise = Hits.Of("Noise.", "/c", cosine: 0.1f);

        ContextSelection selection = Select(other, noise, answers);

        Assert.Equal([answers], selection.Used.SelectMany(used => used.Hits));
        Assert.Equal([new DroppedPassage(other, DropReason.NoKeySentence), new DroppedPassage(noise, DropReason.BelowFloor)], selection.Dropped);
    }

    [Fact]
    public void Passages_WithoutAnyWordOfTheQuestion_StayWhole() =>
        Assert.Equal(["Der Reiher frisst Mäuse. Er baut Nester."], Texts(Hits.Of("Der Reiher frisst Mäuse. Er baut Nester.")));

    [Fact]
    public void Question_WithoutAWordThatSaysAnything_LeavesPassagesWhole() =>
        Assert.Equal([Heron], ContextSelector.Select("What is it?", [Hits.Of(Heron)], _options).Used.Select(used => used.Text));

    [Fact]
    public void Sentences_ThatWereNotInARow_ArePiecesOfTheirOwn()
    {
        _options.SentenceGap = 0.45;
        SearchHit hit = Hits.Of("In winter the heron eats voles. Maps of the valley are in the annex of this report. In summer the heron eats fish.");

        Assert.Equal(["In winter the heron eats voles.", "In summer the heron eats fish."], Texts(hit));
        Assert.Empty(Select(hit).Dropped);
    }

    [Fact]
    public void Rows_OfATable_StayOnLinesOfTheirOwn() =>
        Assert.Equal(
            ["| heron | eats | winter |\n| heron | eats | summer |"],
            Texts(Hits.Of("| crane | sleeps | spring |\n| heron | eats | winter |\n| heron | eats | summer |\n| swan | sings | autumn |\n| gull | dives | autumn |")));

    [Fact]
    public void Row_LongerThanTheBudget_KeepsItsName_AndTheFieldsThatHaveMostToDoWithTheQuestion()
    {
        _options.ContextTokens = 20;

        // A word is a token here: of ten, two name the row, two say what it does in winter, and the fields beside those are next.
        Assert.Equal(["bird: heron; length: 95 cm", "winter: voles; nest: in trees"], Texts(Hits.Of(Row)));
    }

    [Fact]
    public void Row_WithinTheBudget_StaysWhole() => Assert.Equal([Row], Texts(Hits.Of(Row)));

    [Fact]
    public void Citation_OfWhatStays_NamesThePassage()
    {
        SearchHit hit = Hits.Of(Heron);
        UsedPassage used = Assert.Single(Select(hit).Used);

        Assert.Same(hit, Assert.Single(used.Hits));
        Assert.Equal(hit.Passage.Location, used.Location);
    }

    private ContextSelection Select(params SearchHit[] hits) => ContextSelector.Select(Question, hits, _options);

    /// <summary>Returns what stays, of which each piece must stand in its passage word for word, because it is cited.</summary>
    private string[] Texts(params SearchHit[] hits)
    {
        IReadOnlyList<UsedPassage> used = Select(hits).Used;
        Assert.All(used, piece => Assert.Contains(piece.Text, piece.Passage.Text, StringComparison.Ordinal));
        return [.. used.Select(piece => piece.Text)];
    }
}
