using System.Security.Cryptography;
using LocalRag.Testing;

namespace LocalRag.Samples;

public sealed class SampleCorpusTests
{
    private static readonly string[] s_textFormats = [".md", ".html", ".txt", ".csv"];

    private static readonly string[] s_documents = Directory.GetFiles(RepositoryPaths.Corpus, "*", SearchOption.AllDirectories);

    [Fact]
    public void Corpus_Always_HoldsEveryFormatThatTheSamplesPromise()
    {
        string[] formats = [.. s_documents.Select(Path.GetExtension).Distinct().Order().Select(format => format!)];

        Assert.Equal([".csv", ".docx", ".html", ".md", ".pdf", ".txt"], formats);
    }

    [Fact]
    public void Corpus_TextFormatsAlone_HoldThirtyThousandWordsInTwentyFiveDocuments()
    {
        string[] texts = [.. s_documents.Where(IsText)];

        Assert.True(texts.Length >= 25, $"{texts.Length} documents");
        Assert.True(texts.Sum(CountWords) >= 30_000, $"{texts.Sum(CountWords)} words");
    }

    [Fact]
    public void Questions_Always_AreSixtyOfWhichTenHaveNoAnswer()
    {
        Assert.Equal(60, SamplePrompt.Questions.Count);
        Assert.Equal(10, SamplePrompt.Questions.Count(question => question.Document is null));
        Assert.All(SamplePrompt.Questions, question => Assert.Equal(question.Document is null, question.Phrase is null));
        Assert.All(SamplePrompt.Questions, question => Assert.False(string.IsNullOrWhiteSpace(question.Question)));
    }

    [Fact]
    public void FollowUps_Always_AreTenConversationsOfTwoTurns()
    {
        Assert.Equal(10, SamplePrompt.FollowUps.Count);
        Assert.All(SamplePrompt.FollowUps, conversation => Assert.Equal(2, conversation.Turns!.Count));
        Assert.All(SamplePrompt.FollowUps, conversation => Assert.NotNull(conversation.Document));
    }

    [Fact]
    public void Prompts_Always_HaveIdsOfTheirOwn()
    {
        string[] ids = [.. SamplePrompt.Questions.Concat(SamplePrompt.FollowUps).Select(prompt => prompt.Id)];

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Prompts_WithAnAnswer_NameADocumentOfTheCorpus() =>
        Assert.All(SamplePrompt.Answered, prompt => Assert.Contains(PathOf(prompt), s_documents));

    [Fact]
    public void Prompts_AnsweredByAText_QuoteItWordForWord()
    {
        SamplePrompt[] prompts = [.. SamplePrompt.Answered.Where(prompt => IsText(prompt.Document!))];

        Assert.NotEmpty(prompts);
        Assert.All(prompts, prompt => Assert.Contains(prompt.Phrase!, File.ReadAllText(PathOf(prompt)), StringComparison.Ordinal));
    }

    [Fact]
    public void Models_Always_HaveTheirPublishedHash()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "samples", "models");
        string[][] published = [.. File.ReadLines(Path.Combine(folder, "SHA256SUMS")).Select(line => line.Split("  ", 2))];

        Assert.All(published, file => Assert.Equal(file[0], Hash(Path.Combine(folder, file[1]))));
    }

    private static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string PathOf(SamplePrompt prompt) =>
        Path.GetFullPath(Path.Combine(RepositoryPaths.Corpus, prompt.Document!));

    private static bool IsText(string path) => s_textFormats.Contains(Path.GetExtension(path));

    private static int CountWords(string path) =>
        File.ReadAllText(path).Split([' ', '\n', '\r', '\t', ','], StringSplitOptions.RemoveEmptyEntries).Length;
}
