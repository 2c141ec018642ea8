using System.Globalization;
using System.Text;
using LocalRag.Sqlite.Search;

namespace LocalRag.Sqlite.Tests;

public sealed class KeywordQueryTests
{
    public static TheoryData<string, string[]> Texts => new()
    {
        { "", [] },
        { "  \t\n ?!.,;", [] },
        { "\0\0", [] },
        { "\uD800 \uDFFF", [] },
        { "😀 🎉", [] },
        { "zebra", ["zebra"] },
        { "zebra Zebra ZEBRA", ["zebra"] },
        { "zebra NEAR(lion, 2) AND NOT text:\"giraffe\"*", ["zebra", "NEAR", "lion", "2", "AND", "NOT", "text", "giraffe"] },
        { "don't", ["don", "t"] },
        { "multi-agent C# 3.14", ["multi", "agent", "C", "3", "14"] },
        { "Straße São naı\u0308ve 東京", ["Straße", "São", "naı\u0308ve", "東京"] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_OfAnyKind_IsCutIntoItsWords(string text, string[] terms) => Assert.Equal(terms, KeywordQuery.Terms(text));

    [Fact]
    public void Text_OfAMegabyte_GivesABoundedNumberOfTerms()
    {
        string text = string.Join(' ', Enumerable.Range(0, 150_000).Select(static i => i.ToString("x7", CultureInfo.InvariantCulture)));

        Assert.Equal(KeywordQuery.MostTerms, KeywordQuery.Terms(text).Count);
    }

    [Fact]
    public void Text_WithoutASpaceForAMegabyte_HasNoTerms() => Assert.Empty(KeywordQuery.Terms(new string('x', 1 << 20)));

    [Fact]
    public async Task Search_ForRandomText_NeverFails()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("The quick brown fox's \"C#\" don't NEAR multi-agent 東京"));
        var random = new Random(5);

        for (int i = 0; i < 5_000; i++)
        {
            string text = RandomText(random);
            IReadOnlyList<SearchHit> hits = await index.SearchAsync(text + " fox");
            Assert.True(hits.Count == 1, $"Not found with: {text}");
        }
    }

    private static string RandomText(Random random)
    {
        string[] pieces =
        [
            "\"", "\"\"", "'", "*", "^", "(", ")", "{", "}", ":", "+", "-", " AND ", " OR ", " NOT ", " NEAR(", ", 3)", "text:", "\0",
            "\uD800", "\uDC00", "😀", "e\u0301", "\u0301", "\u200B", "\uFFFE", "\uE000", "東", "ß", "\n", "\t", " ", "\\", "%", "--", "/*", ";",
        ];
        var text = new StringBuilder();
        int length = random.Next(12);
        for (int i = 0; i < length; i++)
        {
            text.Append(random.Next(3) == 0 ? ((char)random.Next(0x10000)).ToString() : pieces[random.Next(pieces.Length)]);
        }

        return text.ToString();
    }
}
