using LocalRag.Ingestion.Chunking;
using LocalRag.Ingestion.Reading;
using static LocalRag.Tests.Ingestion.Chunking.ChunkerProbe;

namespace LocalRag.Tests.Ingestion.Chunking;

public sealed class DocumentChunkerTests
{
    private const string Filler = "with enough ordinary words around it to count as a sentence";

    private static string Sentence(int number) => $"Sentence {number} comes {Filler}.";

    private static string Paragraph(int first, int last) => string.Join(' ', Enumerable.Range(first, last - first + 1).Select(Sentence));

    [Fact]
    public async Task Four_sentences_make_a_chunk_and_the_last_begins_the_next()
    {
        List<DraftChunk> chunks = await ChunkAsync([Prose(Paragraph(1, 9))]);

        Assert.Equal([Paragraph(1, 4), Paragraph(4, 7), Paragraph(7, 9)], chunks.Select(chunk => chunk.Text));
    }

    [Fact]
    public async Task Without_overlap_every_sentence_is_in_one_chunk()
    {
        List<DraftChunk> chunks = await ChunkAsync([Prose(Paragraph(1, 8))], new ChunkLimits(4, 160, 0));

        Assert.Equal([Paragraph(1, 4), Paragraph(5, 8)], chunks.Select(chunk => chunk.Text));
    }

    [Fact]
    public async Task Short_sentences_are_gathered_until_they_are_a_passage()
    {
        string dialogue = string.Join(' ', Enumerable.Repeat("Yes. No.", 20));

        List<DraftChunk> chunks = await ChunkAsync([Prose(dialogue)]);

        Assert.All(chunks.SkipLast(1), chunk => Assert.InRange(chunk.TokenCount, 40, 160));
    }

    [Fact]
    public async Task A_heading_ends_a_chunk_and_names_what_follows()
    {
        List<DraftChunk> chunks = await ChunkAsync([Heading(1, "Book"), Prose("Intro."), Heading(2, "One"), Prose("Text one."), Heading(2, "Two"), Prose("Text two."), Heading(1, "End"), Prose("Last.")]);

        Assert.Equal("[Book] : Intro.\n[Book > One] : Text one.\n[Book > Two] : Text two.\n[End] : Last.", Show(chunks));
    }

    [Fact]
    public async Task A_heading_without_text_of_its_own_is_not_lost()
    {
        List<DraftChunk> chunks = await ChunkAsync([Heading(1, "Book"), Heading(2, "Empty"), Heading(2, "Full"), Prose("Text."), Heading(1, "Tail")]);

        Assert.Equal("[Book] : Empty\n[Book > Full] : Text.\n[] : Tail", Show(chunks));
    }

    [Fact]
    public async Task The_title_of_a_document_is_no_part_of_its_text()
    {
        Assert.Equal("[] : Text.", Show(await ChunkAsync([new TextBlock(TextKind.Title, "Title"), Prose("Text.")])));
    }

    [Fact]
    public async Task A_chunk_knows_its_first_and_last_line()
    {
        string wrapped = Paragraph(1, 9).Replace(". ", ".\n", StringComparison.Ordinal);

        List<DraftChunk> chunks = await ChunkAsync([Prose(wrapped, line: 10)]);

        Assert.Equal([new SourceLocation(10, 13), new SourceLocation(13, 16), new SourceLocation(16, 18)], chunks.Select(chunk => chunk.Location));
    }

    [Fact]
    public async Task A_chunk_over_two_pages_knows_both()
    {
        List<DraftChunk> chunks = await ChunkAsync([Prose(Paragraph(1, 2), page: 3), Prose(Paragraph(3, 6), page: 4)]);

        Assert.Equal(["pp. 3-4", "p. 4"], chunks.Select(chunk => chunk.Location.ToString()));
    }

    [Fact]
    public async Task Paragraphs_are_joined_with_a_blank_line_and_rows_with_a_line_break()
    {
        List<DraftChunk> chunks = await ChunkAsync([Prose("One."), Prose("Two."), new TextBlock(TextKind.Record, "a: 1"), new TextBlock(TextKind.Record, "a: 2")]);

        Assert.Equal("One.\n\nTwo.\n\na: 1\na: 2", Assert.Single(chunks).Text);
    }

    [Fact]
    public async Task Code_is_cut_at_a_blank_line_and_keeps_its_indentation()
    {
        TextBlock[] functions = [.. Enumerable.Range(0, 6).Select(number => new TextBlock(
            TextKind.Lines, $"int Function{number}(int first, int second)\n{{\n    return first * {number} + second;\n}}") { Line = 1 + (number * 5) })];

        List<DraftChunk> chunks = await ChunkAsync(functions);

        Assert.True(chunks.Count > 1);
        Assert.All(chunks, chunk => Assert.StartsWith("int Function", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.EndsWith("}", chunk.Text, StringComparison.Ordinal));
        Assert.Contains("\n    return first", chunks[0].Text, StringComparison.Ordinal);
        Assert.Equal(1, chunks[0].Location.FirstLine);
    }

    [Fact]
    public async Task A_sentence_longer_than_a_chunk_is_cut_between_its_clauses()
    {
        string sentence = string.Join(", ", Enumerable.Range(0, 60).Select(number => $"clause number {number} says something")) + ".";

        List<DraftChunk> chunks = await ChunkAsync([Prose(sentence)]);

        Assert.All(chunks.SkipLast(1), chunk => Assert.EndsWith(",", chunk.Text, StringComparison.Ordinal));
        Assert.Equal(sentence, string.Join(' ', chunks.Select(chunk => chunk.Text)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("漢")]
    [InlineData("\uD83D\uDE00")]
    [InlineData("e\u0301")]
    public async Task A_word_longer_than_a_chunk_is_cut_between_characters_without_loss(string character)
    {
        string word = string.Concat(Enumerable.Repeat(character, 10_000));

        List<DraftChunk> chunks = await ChunkAsync([Prose(word)]);

        Assert.True(chunks.Count > 1);
        Assert.Equal(word, string.Concat(chunks.Select(chunk => chunk.Text)));
        Assert.All(chunks, chunk => Assert.Equal(0, chunk.Text.Length % character.Length));
    }

    [Fact]
    public async Task A_page_of_spaces_between_two_words_is_not_kept()
    {
        List<DraftChunk> chunks = await ChunkAsync([Prose("One." + new string(' ', 20_000) + "Two.")]);

        Assert.Equal("One.\nTwo.", Assert.Single(chunks).Text);
    }

    [Fact]
    public async Task A_heading_as_long_as_a_paragraph_is_text()
    {
        Assert.Equal(string.Empty, (await ChunkAsync([Heading(1, Paragraph(1, 10)), Prose("Text.")]))[0].Headings);
    }

    [Fact]
    public async Task No_blocks_give_no_chunks()
    {
        Assert.Empty(await ChunkAsync([]));
    }

    [Theory]
    [InlineData("", "Text.")]
    [InlineData("Book > One", "Book > One\nText.")]
    public void The_embedded_text_begins_with_the_headings(string headings, string expected) =>
        Assert.Equal(expected, EmbeddingText.Of(new DraftChunk("Text.", headings, default, 1)));
}
