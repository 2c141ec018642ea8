using System.Text;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class EncodingTests
{
    private const string Western = "Die Größe der Straße überrascht viele, denn für eine schöne Übung genügt ein kleines Stück. Être à l'heure, c'est déjà ça.";
    private const string Japanese = "これは日本語の文章です。文字コードを正しく判定できるかどうかを確かめるために、十分な長さの文章を用意しました。漢字とひらがなとカタカナが含まれています。";
    private const string Russian = "Это русский текст, достаточно длинный для того, чтобы определить кодировку. В нём есть разные слова и знаки препинания.";

    public static TheoryData<string, string> Encodings => new()
    {
        { "utf-8", Western },
        { "utf-16", Western },
        { "utf-16BE", Western },
        { "utf-32", Western },
        { "windows-1252", Western },
        { "shift_jis", Japanese },
        { "euc-jp", Japanese },
        { "windows-1251", Russian },
        { "koi8-r", Russian },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Text_is_decoded_whatever_its_encoding(string encoding, string text)
    {
        Encoding found = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.txt", text, found);

        Assert.Equal(text, Assert.Single(blocks).Text);
    }

    [Fact]
    public async Task Utf16_without_a_mark_is_recognised()
    {
        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.txt", Encoding.Unicode.GetBytes(Western));

        Assert.Equal(Western, Assert.Single(blocks).Text);
    }

    [Fact]
    public async Task Encoding_is_decided_by_a_letter_far_behind_the_beginning()
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ascii words only. ", 20_000))), .. Encoding.Latin1.GetBytes(Western)];

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.txt", bytes);

        Assert.EndsWith(Western, blocks[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf8_whose_letters_are_cut_by_every_buffer_is_valid()
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes("a" + new string('€', 200_000)));

        ContentProfile profile = await ContentProfiler.ProfileAsync(stream, null, TestContext.Current.CancellationToken);

        Assert.Equal((65001, true), (profile.Encoding.CodePage, profile.IsText));
    }

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0, 0, 1, 2, 3 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    public async Task Binary_content_is_no_text(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);

        Assert.False((await ContentProfiler.ProfileAsync(stream, null, TestContext.Current.CancellationToken)).IsText);
    }

    [Fact]
    public async Task The_hash_is_that_of_the_whole_content()
    {
        byte[] bytes = new byte[400_000];
        new Random(1).NextBytes(bytes);
        using MemoryStream stream = new(bytes);

        ContentProfile profile = await ContentProfiler.ProfileAsync(stream, null, TestContext.Current.CancellationToken);

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(bytes), profile.Sha256);
    }
}
