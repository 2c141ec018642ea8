using LocalRag.Onnx.Tokenization;
using LocalRag.Testing;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Onnx.Tests.Tokenization;

public class WordPieceTests
{
    private static readonly BertTokenizer s_tokenizer = WordPieceVocabulary.Load(RepositoryPaths.Vocabulary, "vocabulary").Tokenizer;
    private static readonly string[] s_pieces = File.ReadAllLines(RepositoryPaths.Vocabulary);

    public static TheoryData<string, string> Texts => new()
    {
        { "", "" },
        { "Plain Words", "plain words" },
        { "line\nbreak\r\nand\ttab", "line break and tab" },
        { "crème brûlée", "cr ##eme br ##ule ##e" },
        { "re\u0301sume\u0301", "resume" },
        { "İSTANBUL", "istanbul" },
        { "東京 and Tokyo", "東 京 and tokyo" },
        { "cost=$40, half ½", "cost = $ 40 , half ½" },
        { "ex\0am\u0007pl\u200de", "example" },
        { "wait… «really»", "wait … « really »" },
        { "no\u00a0break\u2028here", "no break here" },
        { "see [MASK] and [mask]", "see [MASK] and [ mask ]" },
        { "x[SEP]y", "x [SEP] y" },
        { "fun 🎉 day", "fun [UNK] day" },
        { new string('z', 200), "[UNK]" },
        { "half \ud83d a pair", "half a pair" },
        { "\udc00", "" },
        { "replaced \ufffd character", "replaced character" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Tokenizer_AnyText_GivesThePiecesOfUncasedBert(string text, string pieces)
    {
        IReadOnlyList<int> ids = s_tokenizer.EncodeToIds(text, addSpecialTokens: false);

        Assert.Equal(pieces, string.Join(' ', ids.Select(id => s_pieces[id])));
    }

    [Theory]
    [MemberData(nameof(GoldenCases.All), MemberType = typeof(GoldenCases))]
    public void TokenizedText_GoldenCase_HasItsIds(int number)
    {
        GoldenCase golden = GoldenCases.Get(number);

        TokenizedText tokenized = TokenizedText.Create(s_tokenizer, golden.Text, maxTokens: 8192);

        Assert.Equal(golden.Ids, tokenized.Ids);
    }

    [Fact]
    public void TokenizedText_CommittedCases_HaveTheirIds()
    {
        Assert.All(GoldenCases.Committed, golden => Assert.Equal(golden.Ids, TokenizedText.Create(s_tokenizer, golden.Text, maxTokens: 8192).Ids));
    }

    [Fact]
    public void Tokenizer_RandomCharacters_NeverFails()
    {
        Random random = new(7);
        string[] texts = [.. Enumerable.Range(0, 2000).Select(_ => new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(0x10000))]))];

        Assert.All(texts, text => Assert.All(s_tokenizer.EncodeToIds(text), id => Assert.InRange(id, 0, s_pieces.Length - 1)));
    }

    [Fact]
    public void TokenizedText_LongerThanAllowed_KeepsTheBeginningAndCountsTheRest()
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 300));

        TokenizedText tokenized = TokenizedText.Create(s_tokenizer, text, maxTokens: 256);

        Assert.Equal((256, 46), (tokenized.Ids.Length, tokenized.TruncatedTokens));
        Assert.Equal(s_tokenizer.SeparatorTokenId, tokenized.Ids[^1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one\ntwo\nthree\n")]
    [InlineData("[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\n")]
    [InlineData("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ntwice\ntwice\n")]
    public void Vocabulary_BrokenFile_SaysWhichFileAndWhatToSet(string content)
    {
        string path = TemporaryFile.Write(content);

        ModelUnavailableException exception = Assert.Throws<ModelUnavailableException>(() => WordPieceVocabulary.Load(path, path));

        Assert.Contains(path, exception.Problem, StringComparison.Ordinal);
        Assert.Contains("Onnx:Vocabulary", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Vocabulary_WindowsLineEnds_GivesTheSameIds()
    {
        string path = TemporaryFile.Write(string.Join("\r\n", s_pieces));

        BertTokenizer tokenizer = WordPieceVocabulary.Load(path, path).Tokenizer;

        Assert.Equal(s_tokenizer.EncodeToIds("Some ordinary words."), tokenizer.EncodeToIds("Some ordinary words."));
    }

    [Fact]
    public void Vocabulary_BinaryFile_IsRefused()
    {
        Assert.Throws<ModelUnavailableException>(() => WordPieceVocabulary.Load(RepositoryPaths.EmbeddingModel, "binary"));
    }

    [Fact]
    public void Vocabulary_FileLargerThanAnyVocabulary_IsRefusedUnread()
    {
        ModelUnavailableException exception =
            Assert.Throws<ModelUnavailableException>(() => WordPieceVocabulary.Load(RepositoryPaths.ChatModel, "large"));

        Assert.Contains("at most", exception.Problem, StringComparison.Ordinal);
    }
}
