using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class WordReaderTests
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    [Fact]
    public async Task Word_gives_headings_by_style_paragraphs_lists_and_table_rows()
    {
        byte[] document = Docx("""
            <w:p><w:pPr><w:pStyle w:val="Titel"/></w:pPr><w:r><w:t>The title</w:t></w:r></w:p>
            <w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Chapter</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">One </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r><w:r><w:tab/><w:t>word</w:t><w:br/><w:t>new line</w:t></w:r></w:p>
            <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>
            <w:p><w:pPr><w:pStyle w:val="Sub"/></w:pPr><w:r><w:t>Section</w:t></w:r></w:p>
            <w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>added</w:t></w:r></w:ins></w:p>
            <w:tbl>
              <w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p><w:r><w:t>Key</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Value</w:t></w:r></w:p></w:tc></w:tr>
              <w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr>
            </w:tbl>
            <w:p><w:r><w:t>After.</w:t></w:r></w:p>
            """);

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.docx", document);

        Assert.Equal(
            """
            Title: The title
            Heading1: Chapter
            Prose: One bold	word\nnew line
            Prose: - item
            Heading2: Section
            Prose: keptadded
            Record: Key; Value
            Record: Key: a; Value: 1 2
            Prose: After.
            """,
            ReaderProbe.Show(blocks));
    }

    [Fact]
    public async Task The_text_of_a_box_is_read_once()
    {
        byte[] document = Docx("""
            <w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
            <mc:Choice Requires="wps"><w:t>box</w:t></mc:Choice><mc:Fallback><w:t>box</w:t></mc:Fallback>
            </mc:AlternateContent></w:r></w:p><w:p><w:r><w:t>after</w:t></w:r></w:p>
            """);

        Assert.Equal("Prose: box\nProse: after", ReaderProbe.Show(await ReaderProbe.ReadAsync("a.docx", document)));
    }

    [Fact]
    public async Task A_document_that_unpacks_beyond_the_limit_is_refused_whatever_it_declares()
    {
        byte[] bomb = Docx($"<w:p><w:r><w:t>{new string('a', 3 << 20)}</w:t></w:r></w:p>");
        Assert.True(bomb.Length < 100_000);

        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(
            () => ReaderProbe.ReadAsync("a.docx", bomb, new ReadingLimits(WholeFileBytes: 1 << 20, InflatedBytes: 1 << 20)));

        Assert.Contains("Ingestion:MaxInflatedBytes", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_lies_about_its_unpacked_size_is_refused()
    {
        byte[] bomb = Docx($"<w:p><w:r><w:t>{new string('a', 3 << 20)}</w:t></w:r></w:p>");
        DeclareSizes(bomb, 10);

        await Assert.ThrowsAsync<DocumentUnreadableException>(
            () => ReaderProbe.ReadAsync("a.docx", bomb, new ReadingLimits(WholeFileBytes: 1 << 20, InflatedBytes: 1 << 20)));
    }

    [Fact]
    public async Task A_document_of_too_many_parts_is_refused()
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (int number in Enumerable.Range(0, 10_001))
            {
                archive.CreateEntry($"part{number}");
            }
        }

        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.docx", stream.ToArray()));

        Assert.Contains("10,001 parts", exception.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public async Task A_truncated_document_is_refused_with_a_reason(double part)
    {
        byte[] document = Docx("<w:p><w:r><w:t>text</w:t></w:r></w:p>");

        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(
            () => ReaderProbe.ReadAsync("a.docx", document[..(int)(document.Length * part)]));

        Assert.StartsWith("It is no Word document", exception.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<w:p><w:r><w:t>text</w:p>")]
    [InlineData("<w:p>&undefined;</w:p>")]
    public async Task A_document_of_broken_xml_is_refused_with_a_reason(string body)
    {
        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.docx", Docx(body)));

        Assert.StartsWith("It is no Word document", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_file_that_is_no_document_is_refused()
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("readme.txt");
        }

        await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.docx", stream.ToArray()));
    }

    [Fact]
    public async Task A_protected_or_old_document_is_refused_as_such()
    {
        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(
            () => ReaderProbe.ReadAsync("a.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]));

        Assert.Contains("password", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elements_nested_beyond_all_measure_do_no_harm()
    {
        const int Depth = 50_000;
        string body = string.Concat(Enumerable.Repeat("<w:ins>", Depth)) + "<w:r><w:t>deep</w:t></w:r>" + string.Concat(Enumerable.Repeat("</w:ins>", Depth));

        Assert.Equal("Prose: deep", ReaderProbe.Show(await ReaderProbe.ReadAsync("a.docx", Docx($"<w:p>{body}</w:p>"))));
    }

    private static byte[] Docx(string body)
    {
        using MemoryStream stream = new();
        using (WordprocessingDocument document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            MainDocumentPart main = document.AddMainDocumentPart();
            StyleDefinitionsPart styles = main.AddNewPart<StyleDefinitionsPart>();
            styles.Styles = new Styles(
                Style("Titel", "Title", null),
                Style("berschrift1", "heading 1", null),
                Style("berschrift2", "heading 2", null),
                Style("Sub", "My style", "berschrift2"));
            styles.Styles.Save();
            using Stream part = main.GetStream(FileMode.Create);
            part.Write(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><w:document xmlns:w=\"{Word}\"><w:body>{body}</w:body></w:document>"));
        }

        return stream.ToArray();
    }

    private static Style Style(string id, string name, string? basedOn) => new(new StyleName { Val = name }, basedOn is null ? null! : new BasedOn { Val = basedOn })
    {
        StyleId = id,
        Type = StyleValues.Paragraph,
    };

    // Overwrites the unpacked sizes in the central directory of a zip file.
    private static void DeclareSizes(byte[] zip, int size)
    {
        byte[] signature = [0x50, 0x4B, 1, 2];
        for (int index = zip.AsSpan().IndexOf(signature); index >= 0;)
        {
            BitConverter.TryWriteBytes(zip.AsSpan(index + 24, 4), size);
            int next = zip.AsSpan(index + 4).IndexOf(signature);
            index = next < 0 ? -1 : index + 4 + next;
        }
    }
}
