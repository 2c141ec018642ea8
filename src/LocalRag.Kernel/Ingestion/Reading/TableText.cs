using System.Text;
using LocalRag.Ingestion.Chunking;

namespace LocalRag.Ingestion.Reading;

/// <summary>Writes a table row as text that can be understood without the rows above it, and finds the fields of such a text again.</summary>
internal static class TableText
{
    private const string BetweenFields = "; ";
    private const string AfterName = ": ";

    /// <summary>What stands before the colon of a sentence is longer as a rule than the name of a column.</summary>
    private const int LongestName = 64;

    /// <summary>Returns the row as <c>column: value; column: value</c>; empty cells are left out.</summary>
    public static string Row(IReadOnlyList<string> header, IReadOnlyList<string> cells)
    {
        StringBuilder text = new();
        for (int index = 0; index < cells.Count; index++)
        {
            string cell = cells[index].Trim();
            if (cell.Length == 0)
            {
                continue;
            }

            if (text.Length > 0)
            {
                text.Append(BetweenFields);
            }

            string name = index < header.Count ? header[index].Trim() : string.Empty;
            if (name.Length > 0)
            {
                text.Append(name).Append(AfterName);
            }

            text.Append(cell);
        }

        return text.ToString();
    }

    /// <summary>Returns the fields of a row, each with its column; none where the text is no row of at least two columns with names.</summary>
    /// <remarks>A separator within a value begins no field, unless it looks like one.</remarks>
    public static List<TextSpan> Fields(ReadOnlySpan<char> row)
    {
        List<TextSpan> fields = [];
        foreach (Range range in row.Split(BetweenFields))
        {
            (int start, int length) = range.GetOffsetAndLength(row.Length);
            if (row.Slice(start, length).IndexOf(AfterName) is > 0 and <= LongestName)
            {
                fields.Add(new TextSpan(start, length));
            }
            else if (fields.Count == 0)
            {
                return [];
            }
            else
            {
                fields[^1] = TextSpan.FromBounds(fields[^1].Start, start + length);
            }
        }

        return fields.Count > 1 ? fields : [];
    }
}
