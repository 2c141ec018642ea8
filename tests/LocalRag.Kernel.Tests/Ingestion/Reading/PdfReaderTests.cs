using System.Globalization;
using System.IO.Compression;
using System.Text;
using LocalRag.Ingestion.Reading;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class PdfReaderTests
{
    private static byte[] Pdf(params string[][] pages)
    {
        PdfDocumentBuilder builder = new();
        PdfDocumentBuilder.AddedFont font = builder.AddStandard14Font(Standard14Font.Helvetica);
        foreach (string[] lines in pages)
        {
            PdfPageBuilder page = builder.AddPage(595, 842);
            double y = 800;
            foreach (string line in lines)
            {
                int size = line.StartsWith('#') ? 20 : 11;
                y -= line.Length == 0 ? size : size * 1.25;
                if (line.Length > 0)
                {
                    page.AddText(line.TrimStart('#'), size, new PdfPoint(50, y), font);
                }
            }
        }

        return builder.Build();
    }

    [Fact]
    public async Task Pdf_gives_headings_and_paragraphs_with_pages()
    {
        byte[] pdf = Pdf(
            ["#The report", "", "The first paragraph has a line that is inter-", "rupted, and a second one.", "", "Another paragraph."],
            ["Text of page two."]);

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.pdf", pdf);

        Assert.Equal(
            """
            Heading1 p1: The report
            Prose p1: The first paragraph has a line that is interrupted, and a second one.
            Prose p1: Another paragraph.
            Prose p2: Text of page two.
            """,
            ReaderProbe.Show(blocks));
    }

    [Fact]
    public async Task The_title_of_a_pdf_is_known_by_its_properties()
    {
        PdfDocumentBuilder builder = new() { DocumentInformation = { Title = "The title" } };
        builder.AddPage(595, 842).AddText("Text.", 11, new PdfPoint(50, 700), builder.AddStandard14Font(Standard14Font.Helvetica));

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.pdf", builder.Build());

        Assert.Equal("Title: The title\nProse p1: Text.", ReaderProbe.Show(blocks));
    }

    [Fact]
    public async Task A_table_row_stays_together()
    {
        PdfDocumentBuilder builder = new();
        PdfDocumentBuilder.AddedFont font = builder.AddStandard14Font(Standard14Font.Helvetica);
        PdfPageBuilder page = builder.AddPage(595, 842);
        foreach ((string key, string value, double y) in new[] { ("alpha", "one", 700.0), ("beta", "two", 670.0) })
        {
            page.AddText(key, 11, new PdfPoint(50, y), font);
            page.AddText(value, 11, new PdfPoint(300, y), font);
        }

        Assert.Equal("Prose p1: alpha one\nProse p1: beta two", ReaderProbe.Show(await ReaderProbe.ReadAsync("a.pdf", builder.Build())));
    }

    [Fact]
    public async Task A_pdf_without_text_gives_nothing()
    {
        PdfDocumentBuilder builder = new();
        builder.AddPage(595, 842);

        Assert.Empty(await ReaderProbe.ReadAsync("a.pdf", builder.Build()));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public async Task A_truncated_pdf_is_refused_with_a_reason(double part)
    {
        byte[] pdf = Pdf(["Some text."]);

        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(
            () => ReaderProbe.ReadAsync("a.pdf", pdf[..(int)(pdf.Length * part)]));

        Assert.Equal("It is no PDF, or a damaged one.", exception.Problem);
    }

    [Fact]
    public async Task A_pdf_that_is_something_else_is_refused()
    {
        await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.pdf", "just words"));
    }

    [Fact]
    public async Task An_encrypted_pdf_is_refused_as_such()
    {
        string body = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
            + $"3 0 obj\n<< /Filter /Standard /V 1 /R 2 /O <{new string('1', 64)}> /U <{new string('2', 64)}> /P -44 >>\nendobj\n";

        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(
            () => ReaderProbe.ReadAsync("a.pdf", WithTrailer(body, $"/Encrypt 3 0 R /ID [<{new string('3', 32)}> <{new string('3', 32)}>]")));

        Assert.Equal("It is protected by a password.", exception.Problem);
    }

    [Fact]
    public async Task Pages_that_contain_each_other_come_to_an_end()
    {
        string body = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
            + "3 0 obj\n<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>\nendobj\n";

        Assert.Empty(await ReaderProbe.ReadAsync("a.pdf", WithTrailer(body)));
    }

    [Fact]
    public async Task Arrays_nested_beyond_all_measure_end_in_a_reason()
    {
        string body = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X " + new string('[', 200_000) + " >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n";

        await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.pdf", WithTrailer(body)));
    }

    [Fact]
    public async Task A_page_that_unpacks_beyond_the_limit_is_left_out()
    {
        List<string> warnings = [];

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync(
            "a.pdf", WithBomb(bombBytes: 3 << 20), new ReadingLimits(WholeFileBytes: 1 << 20, InflatedBytes: 1 << 20), warnings);

        Assert.Equal("Prose p2: fine", ReaderProbe.Show(blocks));
        Assert.Equal("1 of its 2 pages could not be read and were left out (page 1).", Assert.Single(warnings));
    }

    private static byte[] WithBomb(int bombBytes)
    {
        using MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] filler = new byte[bombBytes];
            Array.Fill(filler, (byte)' ');
            deflate.Write(filler);
        }

        const string Text = "BT /F1 12 Tf 50 700 Td (fine) Tj ET";
        string page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 7 0 R >> >> /Contents {0} 0 R >>";
        string body = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>\nendobj\n"
            + $"3 0 obj\n{page.Replace("{0}", "5", StringComparison.Ordinal)}\nendobj\n4 0 obj\n{page.Replace("{0}", "6", StringComparison.Ordinal)}\nendobj\n"
            + $"5 0 obj\n<< /Filter /FlateDecode /Length {packed.Length} >>\nstream\n{Encoding.Latin1.GetString(packed.ToArray())}\nendstream\nendobj\n"
            + $"6 0 obj\n<< /Length {Text.Length} >>\nstream\n{Text}\nendstream\nendobj\n7 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n";
        return WithTrailer(body);
    }

    private static byte[] WithTrailer(string body, string trailer = "")
    {
        List<int> offsets = [];
        for (int number = 1; ; number++)
        {
            int offset = body.IndexOf($"\n{number} 0 obj", StringComparison.Ordinal);
            if (offset < 0)
            {
                break;
            }

            offsets.Add(offset + 1);
        }

        StringBuilder text = new(body);
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (int offset in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        }

        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{body.Length}\n%%EOF");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
