using System.Runtime.CompilerServices;
using System.Text;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads plain text as paragraphs, and source code or logs as runs of lines: both end at a blank line.</summary>
internal sealed class PlainTextReader(TextKind kind) : IDocumentReader
{
    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader reader = source.OpenText();
        StringBuilder text = new();
        int first = 0;
        bool continues = false;
        await foreach (TextLine line in TextLineReader.ReadAsync(reader, TextBlock.MaxLength, cancellationToken))
        {
            bool blank = string.IsNullOrWhiteSpace(line.Text);
            bool full = text.Length + line.Text.Length >= TextBlock.MaxLength;
            if (text.Length > 0 && (blank || full))
            {
                yield return new TextBlock(kind, text.ToString()) { Line = first, Continues = continues };
                text.Clear();
            }

            continues = full && !blank && (continues || first > 0);
            if (blank)
            {
                continues = false;
                first = 0;
                continue;
            }

            if (text.Length == 0)
            {
                first = line.Number;
                continues = continues || line.Continues;
            }
            else if (!line.Continues)
            {
                text.Append('\n');
            }

            text.Append(line.Text);
        }

        if (text.Length > 0)
        {
            yield return new TextBlock(kind, text.ToString()) { Line = first, Continues = continues };
        }
    }
}
