using System.Runtime.CompilerServices;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads PDF page by page. A page that cannot be read is left out with a warning; the others are read.</summary>
internal sealed class PdfReader(TimeProvider timeProvider) : IDocumentReader
{
    private const int MaxPages = 20_000;
    private const int MaxLettersOfPage = 500_000;
    private const int PagesToName = 5;

    // The text and the fonts of a page; PdfPig holds one such stream in memory, and images are not unpacked.
    private const long MaxStreamBytes = 64 << 20;

    // A page of ordinary content takes milliseconds; one that is made to take for ever must not stop the other files.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PdfDocument document = await OpenAsync(source, cancellationToken);
        int pages = Math.Min(document.NumberOfPages, MaxPages);
        List<int> unread = [];
        try
        {
            if (document.Information.Title is { Length: > 0 } title && !string.IsNullOrWhiteSpace(title))
            {
                yield return new TextBlock(TextKind.Title, title.Trim());
            }

            for (int page = 1; page <= pages; page++)
            {
                IReadOnlyList<TextBlock>? blocks = await TryReadPageAsync(document, page, cancellationToken);
                if (blocks is null)
                {
                    unread.Add(page);
                    continue;
                }

                foreach (TextBlock block in blocks)
                {
                    yield return block;
                }
            }
        }
        finally
        {
            document.Dispose();
        }

        Report(source, document.NumberOfPages, pages, unread);
    }

    private static void Report(DocumentSource source, int allPages, int pages, List<int> unread)
    {
        if (unread.Count == pages && pages > 0)
        {
            throw new DocumentUnreadableException("None of its pages can be read.", "Check that it opens in a PDF viewer, and save it anew from there.");
        }

        if (unread.Count > 0)
        {
            string named = string.Join(", ", unread.Take(PagesToName)) + (unread.Count > PagesToName ? ", …" : string.Empty);
            source.Warn($"{unread.Count:N0} of its {pages:N0} pages could not be read and were left out (page {named}).");
        }

        if (allPages > pages)
        {
            source.Warn($"It has {allPages:N0} pages; those after page {pages:N0} were left out.");
        }
    }

    private async Task<PdfDocument> OpenAsync(DocumentSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await RoomyThread.RunAsync(
                () => PdfDocument.Open(source.Stream, Options(source.Limits)), s_patience, timeProvider, cancellationToken);
        }
        catch (PdfDocumentEncryptedException exception)
        {
            throw new DocumentUnreadableException("It is protected by a password.", "Save a copy without the password and ingest that.", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // PdfPig throws whatever a damaged file makes it stumble over.
            throw new DocumentUnreadableException(
                exception is TimeoutException ? "It is so made that it cannot be opened in reasonable time." : "It is no PDF, or a damaged one.",
                "Check that it opens in a PDF viewer, and save it anew from there.",
                exception);
        }
    }

    private static ParsingOptions Options(ReadingLimits limits) => new()
    {
        UseLenientParsing = true,
        SkipMissingFonts = true,
        FilterProvider = new BoundedPdfFilters(Math.Min(limits.InflatedBytes, MaxStreamBytes)),
    };

    private async Task<IReadOnlyList<TextBlock>?> TryReadPageAsync(PdfDocument document, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await RoomyThread.RunAsync(() => ReadPage(document, number), s_patience, timeProvider, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or TimeoutException))
        {
            // As above: the page is damaged in some way, and the reader says that it was left out.
            return null;
        }
        catch (TimeoutException exception)
        {
            // The thread still works on the document, so none of its other pages may be touched.
            throw new DocumentUnreadableException($"Its page {number} is so made that it cannot be read in reasonable time.", innerException: exception);
        }
    }

    private static IReadOnlyList<TextBlock>? ReadPage(PdfDocument document, int number)
    {
        Page page = document.GetPage(number);
        return page.Letters.Count > MaxLettersOfPage ? null : new PdfPage(number).Read(page.Letters);
    }
}
