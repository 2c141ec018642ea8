using System.Text.Json;
using LocalRag.Ingestion.Chunking;
using LocalRag.Testing;

namespace LocalRag.Tests.Ingestion.Chunking;

public sealed class EstimatedTokenCounterTests
{
    [Fact]
    public void An_estimate_of_real_paragraphs_is_within_a_tenth_of_the_tokenizer()
    {
        Assert.SkipWhen(RepositoryPaths.Shared is null, "The evaluation data is not beside this checkout.");
        using JsonDocument squad = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryPaths.Shared, "data", "xquad-en-half.json")));
        string[] paragraphs = [.. squad.RootElement.GetProperty("data").EnumerateArray()
            .SelectMany(article => article.GetProperty("paragraphs").EnumerateArray())
            .Select(paragraph => paragraph.GetProperty("context").GetString()!)];

        double ratio = (double)paragraphs.Sum(text => EstimatedTokenCounter.Instance.Count(text)) / paragraphs.Sum(text => ChunkerProbe.Counter.Count(text));

        Assert.InRange(ratio, 0.9, 1.1);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("   \n", 0)]
    [InlineData("word", 1)]
    [InlineData("two words.", 3)]
    [InlineData("internationalisation", 4)]
    [InlineData("漢字かな", 4)]
    public void An_estimate_counts_words_marks_and_characters_without_spaces(string text, int tokens) =>
        Assert.Equal(tokens, EstimatedTokenCounter.Instance.Count(text));
}
