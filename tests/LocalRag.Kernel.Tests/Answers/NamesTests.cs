using LocalRag.Answers;

namespace LocalRag.Tests.Answers;

public sealed class NamesTests
{
    public static TheoryData<string, string[]> Texts => new()
    {
        { "How do I store the index in PostgreSQL?", ["PostgreSQL"] },
        { "PostgreSQL or sqlite?", ["PostgreSQL"] },
        { "Bananas are yellow. Apples are red.", [] },
        { "Who won in 1998?", ["1998"] },
        { "Does the M4 beat Tomasz?", ["M4", "Tomasz"] },
        { "HOW DO YOU INSTALL THE INDEX NOW", [] },
        { "How Do You Install The New Index Quickly", [] },
        { "", [] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Find_ReturnsNumbersAndNames(string text, string[] names) =>
        Assert.Equal(names, Names.Find(text).Select(name => text.Substring(name.Start, name.Length)));

    [Theory]
    [InlineData("SHELLY", "SHELLEY", true)]
    [InlineData("GEEGEN", "GEGEEN", true)]
    [InlineData("SENTANTA", "SETANTA", true)]
    [InlineData("CHALMERS", "CHALMRES", true)]
    [InlineData("KENYA", "KENYA", true)]
    [InlineData("MARS", "CARS", false)]
    [InlineData("POSTGRESQL", "MYSQL", false)]
    [InlineData("WINDOWS11", "WINDOWS10", false)]
    [InlineData("", "", false)]
    public void Spelling_OfOneWord_MaySlip(string first, string second, bool variant)
    {
        Assert.Equal(variant, Spelling.IsVariant(first, second));
        Assert.Equal(variant, Spelling.IsVariant(second, first));
    }
}
