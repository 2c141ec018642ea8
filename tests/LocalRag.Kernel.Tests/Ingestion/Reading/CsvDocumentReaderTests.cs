using System.Text;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class CsvDocumentReaderTests
{
    [Theory]
    [InlineData("a.csv", ',')]
    [InlineData("a.csv", ';')]
    [InlineData("a.csv", '\t')]
    [InlineData("a.tsv", '\t')]
    public async Task Rows_carry_their_column_names_and_lines(string name, char separator)
    {
        string csv = "Name,City,Note\r\nAnn,Bern,\"two\r\nlines\"\r\n\r\nBob,,\"a \"\"b\"\"\"\r\n".Replace(',', separator);

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync(name, csv);

        Assert.Equal(
            "Record @2: Name: Ann; City: Bern; Note: two\\nlines\nRecord @5: Name: Bob; Note: a \"b\"",
            ReaderProbe.Show(blocks).Replace("\r", string.Empty, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_that_is_only_a_header_is_not_lost()
    {
        Assert.Equal("Record @1: Name; City", ReaderProbe.Show(await ReaderProbe.ReadAsync("a.csv", "Name,City\n")));
    }

    [Fact]
    public async Task A_table_in_another_encoding_is_decoded()
    {
        Assert.Equal("Record @2: Größe: übel", ReaderProbe.Show(await ReaderProbe.ReadAsync("a.csv", "Größe\nübel\n", Encoding.Unicode)));
    }

    [Fact]
    public async Task A_row_of_a_million_columns_is_refused_with_a_reason()
    {
        byte[] csv = Encoding.UTF8.GetBytes("a\n" + string.Join(',', Enumerable.Repeat("xy", 1_000_000)));

        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.csv", csv));

        Assert.Equal("One of its rows has more than 1,048,576 bytes.", exception.Problem);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_told()
    {
        List<string> warnings = [];

        await ReaderProbe.ReadAsync("a.csv", "Name,City\nAnn,\"Bern\nBob,Rome\n"u8.ToArray(), warnings: warnings);

        Assert.Contains("never closed", Assert.Single(warnings), StringComparison.Ordinal);
    }
}
