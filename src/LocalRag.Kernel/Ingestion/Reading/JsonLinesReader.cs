using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads one JSON value per line; a line that is none is left out, and the others are read.</summary>
internal sealed class JsonLinesReader : IDocumentReader
{
    private const int LongestLine = 4 << 20;
    private const int LinesToName = 5;

    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader reader = source.OpenText();
        List<TextBlock> blocks = [];
        List<int> bad = [];
        int badLines = 0;
        int goodLines = 0;
        await foreach (TextLine line in TextLineReader.ReadAsync(reader, LongestLine, cancellationToken))
        {
            if (string.IsNullOrWhiteSpace(line.Text))
            {
                continue;
            }

            blocks.Clear();
            if (line.Continues || !TryRead(line, blocks))
            {
                badLines += line.Continues ? 0 : 1;
                if (!line.Continues && bad.Count < LinesToName)
                {
                    bad.Add(line.Number);
                }

                continue;
            }

            goodLines++;
            foreach (TextBlock block in blocks)
            {
                yield return block;
            }
        }

        if (badLines > 0)
        {
            string lines = string.Join(", ", bad.Select(number => number.ToString(CultureInfo.InvariantCulture))) + (badLines > bad.Count ? ", …" : string.Empty);
            if (goodLines == 0)
            {
                throw new DocumentUnreadableException($"None of its lines is valid JSON (lines {lines}).", "A file of one JSON value over several lines is named .json.");
            }

            source.Warn($"{badLines:N0} of its lines are not valid JSON and were left out (lines {lines}).");
        }
    }

    private static bool TryRead(TextLine line, List<TextBlock> blocks)
    {
        try
        {
            new JsonTextExtractor(line.Number).Read(Encoding.UTF8.GetBytes(line.Text), isLast: true, blocks);
            return true;
        }
        catch (JsonException)
        {
            blocks.Clear();
            return false;
        }
    }
}
