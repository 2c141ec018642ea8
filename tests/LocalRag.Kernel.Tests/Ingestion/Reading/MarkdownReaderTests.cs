using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class MarkdownReaderTests
{
    [Fact]
    public async Task Markdown_gives_its_structure_with_lines()
    {
        const string Markdown = """
            ---
            title: "The title"
            ---

            # One *two* `three`

            A **bold** [link](https://example.org "tip")
            second &amp; last.<br>

            - item one
              goes on
            - [ ] item two
              1. nested

            > quoted
            lazy

            ```cs
            var x = 1;

            y();
            ```

            | Key | Value |
            |-----|-------|
            | a   | `1`   |
            | b   |       |

            Setext
            ------

            Text[^1].

            [^1]: A note.
            """;

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.md", Markdown);

        Assert.Equal(
            """
            Title: The title
            Heading1 @5: One two three
            Prose @7: A bold link\nsecond & last.
            Prose @10: - item one\ngoes on
            Prose @12: - [ ] item two
            Prose @13: 1. nested
            Prose @15: quoted\nlazy
            Lines @19: var x = 1;\n\ny();
            Record @26: Key: a; Value: 1
            Record @27: Key: b
            Heading2 @29: Setext
            Prose @32: Text.
            Prose @34: A note.
            """,
            ReaderProbe.Show(blocks));
    }

    [Theory]
    [InlineData("second", 8)]
    [InlineData("goes on", 11)]
    [InlineData("y();", 21)]
    public async Task A_word_in_the_middle_of_a_block_has_its_own_line(string word, int line)
    {
        const string Markdown = "---\ntitle: x\n---\n\n# One\n\nA bold\nsecond line.\n\n- item one\n  goes on\n- item two\n\n\n\n\n\n```cs\nvar x = 1;\n\ny();\n```\n";

        Assert.Equal(line, ReaderProbe.LineOf(await ReaderProbe.ReadAsync("a.md", Markdown), word));
    }

    [Fact]
    public async Task Indented_code_and_html_keep_their_lines()
    {
        const string Markdown = "Text.\n\n    code one\n    code two\n\n<div>\n<p>inside\n<b>html</b></p>\n<script>bad()</script>\n</div>\n";

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.md", Markdown);

        Assert.Equal("Prose @1: Text.\nLines @3: code one\\ncode two\nProse @7: inside html", ReaderProbe.Show(blocks));
    }

    [Fact]
    public async Task A_table_that_is_only_a_header_is_not_lost()
    {
        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.md", "| One | Two |\n|---|---|\n");

        Assert.Equal("Record @1: One; Two", ReaderProbe.Show(blocks));
    }

    [Theory]
    [InlineData('>')]
    [InlineData('[')]
    public async Task Nesting_beyond_all_measure_is_read_as_plain_text_with_a_warning(char character)
    {
        List<string> warnings = [];

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync(
            "a.md", System.Text.Encoding.UTF8.GetBytes(new string(character, 20_000) + " words"), warnings: warnings);

        Assert.Contains("words", string.Concat(blocks.Select(block => block.Text)), StringComparison.Ordinal);
        Assert.Contains("nested too deeply", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused_with_the_setting_that_raises_it()
    {
        LocalRagException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(
            () => ReaderProbe.ReadAsync("a.md", new byte[101], new ReadingLimits(WholeFileBytes: 100, InflatedBytes: 100)));

        Assert.Contains("101", exception.Problem, StringComparison.Ordinal);
        Assert.Contains("Ingestion:MaxWholeFileBytes", exception.NextStep, StringComparison.Ordinal);
    }
}
