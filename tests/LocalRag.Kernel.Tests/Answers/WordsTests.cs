using LocalRag.Answers;

namespace LocalRag.Tests.Answers;

public sealed class WordsTests
{
    [Theory]
    [InlineData("measure", "measured")]
    [InlineData("measure", "Measuring")]
    [InlineData("plan", "planned")]
    [InlineData("query", "queries")]
    [InlineData("token", "Tokens")]
    [InlineData("Maiziere", "Maizi\u00e8re")]
    [InlineData("Brill", "Brill's")]
    [InlineData("Brill", "Brill\u2019s")]
    [InlineData("1234567", "1,234,567")]
    public void Stems_OfInflectionsAndSpellings_AreEqual(string first, string second) =>
        Assert.Equal(Stem(first), Stem(second));

    [Theory]
    [InlineData("bus", "but")]
    [InlineData("process", "proces")]
    [InlineData("12.5", "125")]
    [InlineData("M4", "M1")]
    [InlineData("using", "us")]
    public void Stems_OfDifferentWords_Differ(string first, string second) =>
        Assert.NotEqual(Stem(first), Stem(second));

    [Fact]
    public void Words_KnowWhereTheyStand()
    {
        const string Text = "It's 12.5 GB, isn't it?";

        Assert.Equal(["It's", "12.5", "GB", "isn't", "it"], Words.Enumerate(Text).Select(word => Text.Substring(word.Start, word.Length)));
    }

    [Fact]
    public void ContentWords_LeaveOutWhatSaysNothing()
    {
        const string Text = "What is the default size of a chunk?";

        Assert.Equal(["default", "size", "chunk"], Words.EnumerateContent(Text).Select(word => Text.Substring(word.Start, word.Length)));
    }

    [Fact]
    public void Words_OfAScriptWithoutSpaces_AreItsCharacters() =>
        Assert.Equal(["\u5317", "\u4eac", "M4", "\u5e02"], Words.Enumerate("\u5317\u4eacM4\u5e02").Select(word => word.Stem));

    [Theory]
    [InlineData("")]
    [InlineData("... --- !!!")]
    [InlineData("'")]
    [InlineData("\ud83d\ude00\ud83d")]
    public void Words_OfTextWithoutAny_AreNone(string text) => Assert.Empty(Words.Enumerate(text));

    private static string Stem(string word) => Assert.Single(Words.Enumerate(word)).Stem;
}
