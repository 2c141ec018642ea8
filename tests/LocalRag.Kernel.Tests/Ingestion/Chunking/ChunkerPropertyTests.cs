using System.Text;
using LocalRag.Ingestion.Chunking;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Chunking;

/// <summary>What must hold for the chunks of any document, tried on random ones.</summary>
public sealed class ChunkerPropertyTests
{
    private const string HeadingWord = "Heading";

    public static TheoryData<int, int, int, int> Documents
    {
        get
        {
            TheoryData<int, int, int, int> data = [];
            foreach (int seed in Enumerable.Range(0, 12))
            {
                data.Add(seed, 1 + (seed % 5), 16 + (seed * 20), seed % 3);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_word_is_in_a_chunk_in_order_and_as_often_as_in_the_document(int seed, int sentences, int tokens, int overlap)
    {
        List<TextBlock> document = RandomDocument(seed);
        string expected = Words(document.Where(block => block.Kind != TextKind.Heading).Select(block => block.Text));

        List<DraftChunk> chunks = await ChunkerProbe.ChunkAsync(document, new ChunkLimits(sentences, tokens, overlap));

        Assert.Equal(expected, WithoutOverlap(chunks, expected));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_heading_is_above_a_chunk_or_is_one(int seed, int sentences, int tokens, int overlap)
    {
        List<TextBlock> document = RandomDocument(seed);

        List<DraftChunk> chunks = await ChunkerProbe.ChunkAsync(document, new ChunkLimits(sentences, tokens, overlap));

        HashSet<string> found = [.. chunks.SelectMany(chunk => chunk.Headings.Split(" > ").Append(chunk.Text))];
        Assert.All(document.Where(block => block.Kind == TextKind.Heading), heading => Assert.Contains(heading.Text, found));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task No_chunk_is_longer_than_the_limit(int seed, int sentences, int tokens, int overlap)
    {
        List<DraftChunk> chunks = await ChunkerProbe.ChunkAsync(RandomDocument(seed), new ChunkLimits(sentences, tokens, overlap));

        Assert.All(chunks, chunk => Assert.InRange(chunk.TokenCount, 0, tokens));
        Assert.All(chunks, chunk => Assert.InRange(ChunkerProbe.Counter.Count(chunk.Text), 0, tokens + 1));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Every_line_of_a_chunk_stands_in_the_lines_that_it_names(int seed, int sentences, int tokens, int overlap)
    {
        string text = string.Join("\n\n", RandomDocument(seed).Select(block => block.Text));
        string[] lines = text.Split('\n');
        IReadOnlyList<TextBlock> blocks = await Reading.ReaderProbe.ReadAsync("a.txt", text);

        List<DraftChunk> chunks = await ChunkerProbe.ChunkAsync(blocks, new ChunkLimits(sentences, tokens, overlap));

        Assert.All(chunks, chunk =>
        {
            string cited = Words(lines[(chunk.Location.FirstLine!.Value - 1)..chunk.Location.LastLine!.Value]);
            Assert.Contains(Words([chunk.Text]), cited, StringComparison.Ordinal);
        });
    }

    private static string Words(IEnumerable<string> texts) => string.Concat(string.Concat(texts).Where(character => !char.IsWhiteSpace(character)));

    // What a chunk repeats of the one before it is taken off by finding where the document goes on.
    private static string WithoutOverlap(List<DraftChunk> chunks, string expected)
    {
        StringBuilder words = new();
        foreach (string text in chunks.Where(chunk => !chunk.Text.StartsWith(HeadingWord, StringComparison.Ordinal)).Select(chunk => Words([chunk.Text])))
        {
            int repeated = Enumerable.Range(0, text.Length + 1).First(length =>
                words.Length >= length
                && words.ToString(words.Length - length, length) == text[..length]
                && string.CompareOrdinal(expected, words.Length, text, length, text.Length - length) == 0);
            words.Append(text, repeated, text.Length - repeated);
        }

        return words.ToString();
    }

    private static List<TextBlock> RandomDocument(int seed)
    {
        Random random = new(seed);
        List<TextBlock> blocks = [];
        int word = 0;
        for (int index = 0; index < 60; index++)
        {
            TextKind kind = random.Next(10) switch
            {
                0 => TextKind.Heading,
                1 => TextKind.Lines,
                2 => TextKind.Record,
                _ => TextKind.Prose,
            };
            StringBuilder text = new();
            if (kind == TextKind.Heading)
            {
                blocks.Add(new TextBlock(kind, $"{HeadingWord} {index}") { HeadingLevel = random.Next(1, 4) });
                continue;
            }

            int words = random.Next(1, random.Next(10) == 0 ? 800 : 80);
            for (int count = 0; count < words; count++)
            {
                text.Append(random.Next(30) switch
                {
                    0 => $"Dr. W{word}",
                    1 => new string((char)('a' + random.Next(26)), random.Next(1, 200)) + word,
                    2 => $"漢字{word}。",
                    3 => $"w{word},",
                    _ => $"w{word}",
                });
                text.Append(random.Next(12) switch
                {
                    0 => ". ",
                    1 => "\n",
                    2 => "! ",
                    _ => " ",
                });
                word++;
            }

            blocks.Add(new TextBlock(kind, text.ToString().Trim()));
        }

        return blocks;
    }
}
