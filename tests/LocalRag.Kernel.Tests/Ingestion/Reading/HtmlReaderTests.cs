using System.Text;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class HtmlReaderTests
{
    [Fact]
    public async Task Html_gives_its_structure_with_lines()
    {
        const string Html = """
            <!DOCTYPE html>
            <html>
            <head><title>The
            title</title><style>p { color: red }</style></head>
            <body class='a>b'
              id="x">
            <nav><a href="/">Home</a></nav>
            <h1>Head &amp; <em>shoulders</em></h1>
            <p>One <b>two
            three</b>   four<!-- a
            comment --> five.<br>Six &copy; &#x41;.</p>
            <script>if (a < b) { document.write("</p>"); }</script>
            <ul><li>first<li>second</ul>
            <pre>
            code
              indented
            </pre>
            <table>
            <tr><th>Key<th>Value</tr>
            <tr><td>a<td>1
            <tr><td><p>b</p></td><td></td></tr>
            </table>
            <h2>Last</h2>
            tail
            </body></html>
            """;

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.html", Html);

        Assert.Equal(
            """
            Title @3: The title
            Heading1 @8: Head & shoulders
            Prose @9: One two three four five.\nSix © A.
            Prose @13: - first
            Prose @13: - second
            Lines @15: code\n  indented
            Record @20: Key: a; Value: 1
            Record @21: Key: b
            Heading2 @23: Last
            Prose @24: tail
            """,
            ReaderProbe.Show(blocks));
    }

    [Theory]
    [InlineData("three", 10)]
    [InlineData("five", 11)]
    [InlineData("indented", 16)]
    public async Task A_word_in_the_middle_of_a_block_has_its_own_line(string word, int line)
    {
        const string Html = "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n<p>One <b>two\r\nthree</b> four<!-- a\r\ncomment --> five\r\n</p>\r\n\r\n<pre>\r\ncode\r\n  indented</pre>";

        Assert.Equal(line, ReaderProbe.LineOf(await ReaderProbe.ReadAsync("a.html", Html), word));
    }

    [Fact]
    public async Task A_table_that_lays_out_a_page_is_read_as_text()
    {
        const string Html = "<table><tr><td>Menu<td><h1>Title</h1><p>Text.</p><ul><li>Point</ul></td></tr></table>";

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.html", Html);

        Assert.Equal("Record @1: Menu\nHeading1 @1: Title\nProse @1: Text.\nProse @1: - Point", ReaderProbe.Show(blocks));
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b><p>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<font color=1>")]
    [InlineData("<svg><nav>")]
    [InlineData("</p><!--")]
    public async Task A_page_that_is_nested_beyond_all_measure_is_read(string nesting)
    {
        string html = "<p>words</p>" + new StringBuilder().Insert(0, nesting, 100_000);

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.html", html);

        Assert.Equal("words", Assert.Single(blocks).Text);
    }

    [Fact]
    public async Task Text_of_one_element_larger_than_a_block_comes_in_parts_without_loss()
    {
        string text = string.Join(' ', Enumerable.Range(0, 30_000).Select(number => $"w{number}"));

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.html", $"<p>{text}</p>");

        Assert.All(blocks, block => Assert.InRange(block.Text.Length, 1, TextBlock.MaxLength));
        Assert.Equal(text, string.Join(' ', blocks.Select(block => block.Text)));
    }
}
