using System.Runtime.CompilerServices;
using CsvHelper;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads tables of separated values: each row with the column names of the first one, row by row.</summary>
/// <param name="separator">What stands between two values; null to find it out.</param>
internal sealed class CsvDocumentReader(char? separator) : IDocumentReader
{
    private const int LongestRow = 1 << 20;

    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using CsvReader reader = CsvReader.Create(source.Stream, Options(source), leaveOpen: true);
        BlockBuilder builder = new();
        string[]? header = null;
        int headerLine = 1;
        int rows = 0;
        while (await ReadAsync(reader, cancellationToken))
        {
            string[] row = Row(reader);
            int line = (int)reader.LineNumber;
            if (header is null)
            {
                (header, headerLine) = (row, line);
                continue;
            }

            rows++;
            builder.Append(TableText.Row(header, row), line);
            foreach (TextBlock block in builder.Take(TextKind.Record))
            {
                yield return block;
            }
        }

        if (rows == 0 && header is not null)
        {
            builder.Append(TableText.Row([], header), headerLine);
            foreach (TextBlock block in builder.Take(TextKind.Record))
            {
                yield return block;
            }
        }
    }

    private static async ValueTask<bool> ReadAsync(CsvReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException exception)
        {
            throw new DocumentUnreadableException(
                $"One of its rows has more than {LongestRow:N0} bytes.",
                "Check its quotes: one that is opened and never closed takes all that follows into its row.",
                exception);
        }
    }

    private static string[] Row(CsvReader reader)
    {
        string[] fields = new string[reader.FieldCount];
        for (int index = 0; index < fields.Length; index++)
        {
            fields[index] = reader.GetString(index);
        }

        return fields;
    }

    private CsvReaderOptions Options(DocumentSource source) => new()
    {
        Separator = separator,
        HasHeader = false,
        TrackLineNumbers = true,
        MaxRecordSize = LongestRow,
        Encoding = source.Content.Encoding,
        OnMalformedRecord = record =>
        {
            if (record.Reason == CsvMalformedReason.UnterminatedQuote)
            {
                source.Warn("A quote is opened and never closed: all that follows it was read as one value.");
            }
        },
    };
}
