using System.Text;

namespace LocalRag.Ingestion.Reading;

/// <summary>Writes a table row as text that can be understood without the rows above it.</summary>
internal static class TableText
{
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
                text.Append("; ");
            }

            string name = index < header.Count ? header[index].Trim() : string.Empty;
            if (name.Length > 0)
            {
                text.Append(name).Append(": ");
            }

            text.Append(cell);
        }

        return text.ToString();
    }
}
