using System.Runtime.CompilerServices;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads HTML: title, headings, text and tables, without scripts, styles and navigation.</summary>
internal sealed class HtmlReader : IDocumentReader
{
    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string html = await source.ReadWholeTextAsync(cancellationToken);
        foreach (TextBlock block in new HtmlTextExtractor(firstLine: 1).Read(html))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return block;
        }
    }
}
