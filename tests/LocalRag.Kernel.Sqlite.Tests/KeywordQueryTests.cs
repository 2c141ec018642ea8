using System.Globalization;
using System.Text;
using LocalRag.Sqlite.Search;

namespace LocalRag.Sqlite.Tests;

public sealed class KeywordQueryTests
{
    public static TheoryData<string, string?> Texts => new()
    {
        { "", null },
        { "  \t\n ?!.,;", null },
        { "\0\0", null },
        { "\uD800 \uDFFF", null },
        { "😀 🎉", null },
        { "zebra", "\"zebra\"" },
        { "zebra Zebra ZEBRA", "\"zebra\"" },
        { "zebra NEAR(lion, 2) AND NOT text:\"giraffe\"*", "\"zebra\" OR \"NEAR\" OR \"lion\" OR \"2\" OR \"NOT\" OR \"text\" OR \"giraffe\"" },
        { "don't", "\"don\"" },
        { "multi-agent C# 3.14", "\"multi\" OR \"agent\" OR \"C\" OR \"3\" OR \"14\"" },
        { "what is the zebra", "\"zebra\"" },
        { "what is the", "\"what\" OR \"is\" OR \"the\"" },
        { "Straße São naı\u0308ve 東京", "\"Straße\" OR \"São\" OR \"naı\u0308ve\" OR \"東京\"" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_OfAnyKind_BecomesItsQuotedWords(string text, string? query) => Assert.Equal(query, KeywordQuery.From(text));

    [Fact]
    public void Text_OfAMegabyte_GivesABoundedNumberOfTerms()
    {
        string text = string.Join(' ', Enumerable.Range(0, 150_000).Select(static i => i.ToString("x7", CultureInfo.InvariantCulture)));

        Assert.Equal(KeywordQuery.MostTerms, KeywordQuery.From(text)!.Split(" OR ").Length);
    }

    [Fact]
    public void Text_WithoutASpaceForAMegabyte_HasNoTerms() => Assert.Null(KeywordQuery.From(new string('x', 1 << 20)));

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
