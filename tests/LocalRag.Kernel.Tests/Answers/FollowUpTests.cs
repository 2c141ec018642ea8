using LocalRag.Answers;

namespace LocalRag.Tests.Answers;

public sealed class FollowUpTests
{
    [Theory]
    [InlineData("And how many efficiency cores?")]
    [InlineData("What about Windows?")]
    [InlineData("Why?")]
    [InlineData("Why not?")]
    [InlineData("Which port?")]
    [InlineData("On Linux?")]
    [InlineData("Tell me more")]
    [InlineData("What is its default?")]
    [InlineData("When did it arrive?")]
    [InlineData("What was the reference number of its repair?")]
    [InlineData("Who described them?")]
    [InlineData("How many candidates should it get at most?")]
    [InlineData("Is this safe?")]
    [InlineData("How does that work?")]
    [InlineData("Why is that?")]
    [InlineData("???")]
    public void Question_ThatNeedsTheOneBefore_LeansOnIt(string question) => Assert.True(FollowUp.LeansOnEarlier(question));

    [Theory]
    [InlineData("What is BM25?")]
    [InlineData("Who is Tomasz Brill?")]
    [InlineData("Explain chunking")]
    [InlineData("How fast is the memory of the base M4 chip?")]
    [InlineData("Which file does SQLite write when it opens a database?")]
    [InlineData("Where did Nikola Tesla live before he moved to New York?")]
    [InlineData("How do I store the index in PostgreSQL?")]
    [InlineData("Which sysctl setting lets the GPU lock more memory?")]
    [InlineData("What is the protocol that browsers use?")]
    public void Question_ThatStandsAlone_DoesNot(string question) => Assert.False(FollowUp.LeansOnEarlier(question));

    [Fact]
    public void SearchText_OfAFollowUp_HoldsTheQuestionBefore() =>
        Assert.Equal("What is BM25?\nWho described it?", FollowUp.SearchText("Who described it?", ["How big is the index?", "What is BM25?"]));

    [Fact]
    public void SearchText_OfAFollowUpToAFollowUp_GoesBackToTheSubject() =>
        Assert.Equal("What is BM25?\nWho described it?\nWhen?", FollowUp.SearchText("When?", ["What is BM25?", "Who described it?"]));

    [Fact]
    public void SearchText_OfAQuestionThatStandsAlone_IsTheQuestion() =>
        Assert.Equal("What is WAL?", FollowUp.SearchText("What is WAL?", ["What is BM25?"]));

    [Fact]
    public void SearchText_OfTheFirstQuestion_IsTheQuestion() => Assert.Equal("Why?", FollowUp.SearchText("Why?", []));
}
