using System.Runtime.CompilerServices;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads Word documents element by element, with headings by their styles, tables by rows, and footnotes at the end.</summary>
internal sealed class WordReader : IDocumentReader
{
    // What Word writes when it protects a document, and what its old format begins with.
    private static ReadOnlySpan<byte> OldFormat => [0xD0, 0xCF, 0x11, 0xE0];

    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RefuseOldFormatAsync(source.Stream, cancellationToken);
        await ZipGuard.CheckAsync(source.Stream, source.Limits.InflatedBytes, "Word document", cancellationToken);
        source.Stream.Position = 0;
        using WordprocessingDocument document = Open(source.Stream);
        MainDocumentPart main = document.MainDocumentPart ?? throw Damaged(null);
        if (!string.IsNullOrWhiteSpace(document.PackageProperties.Title))
        {
            yield return new TextBlock(TextKind.Title, document.PackageProperties.Title.Trim());
        }

        WordStyles styles = WordStyles.Read(main.StyleDefinitionsPart);
        foreach (OpenXmlPart? part in new OpenXmlPart?[] { main, main.FootnotesPart, main.EndnotesPart })
        {
            if (part is null)
            {
                continue;
            }

            using IEnumerator<TextBlock> blocks = WordTextExtractor.Read(part, styles).GetEnumerator();
            while (MoveNext(blocks))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return blocks.Current;
            }
        }
    }

    private static bool MoveNext(IEnumerator<TextBlock> blocks)
    {
        try
        {
            return blocks.MoveNext();
        }
        catch (Exception exception) when (exception is XmlException or OpenXmlPackageException or InvalidDataException)
        {
            throw Damaged(exception);
        }
    }

    private static WordprocessingDocument Open(Stream stream)
    {
        try
        {
            return WordprocessingDocument.Open(stream, isEditable: false);
        }
        catch (Exception exception) when (exception is OpenXmlPackageException or FileFormatException or InvalidDataException or XmlException or ArgumentException or FormatException)
        {
            throw Damaged(exception);
        }
    }

    private static async Task RefuseOldFormatAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] start = new byte[4];
        int read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        if (start.AsSpan(0, read).SequenceEqual(OldFormat))
        {
            throw new DocumentUnreadableException("It is protected by a password, or in the format of Word before 2007.", "Save it as an unprotected .docx and ingest that.");
        }
    }

    private static DocumentUnreadableException Damaged(Exception? exception) =>
        new("It is no Word document, or a damaged one.", "Check that it opens in a program for Word documents, and save it anew from there.", exception);
}
