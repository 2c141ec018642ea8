namespace LocalRag.Ingestion.Reading;

/// <summary>Collects the cells of an HTML table, row by row. A table within a table is read as if it stood alone.</summary>
internal sealed class HtmlTable
{
    private readonly List<string> _header = [];
    private readonly List<string> _cells = [];
    private bool _rowIsHeader;
    private bool _hasRows;
    private int? _line;

    public bool IsInRow { get; private set; }

    public bool IsInCell { get; private set; }

    public void Begin()
    {
        _header.Clear();
        _hasRows = false;
        LeaveRow();
    }

    public void BeginRow()
    {
        _cells.Clear();
        (IsInRow, IsInCell, _rowIsHeader, _line) = (true, false, true, null);
    }

    public void BeginCell(bool isHeader)
    {
        IsInCell = true;
        _rowIsHeader &= isHeader;
    }

    public void EndCell(IReadOnlyList<TextBlock> text)
    {
        IsInCell = false;
        _line ??= text.Count > 0 ? text[0].Line : null;
        _cells.Add(string.Join(' ', text.Select(block => block.Text)));
    }

    /// <summary>Ends the row as one of data.</summary>
    public IEnumerable<TextBlock> EndRow()
    {
        bool isHeader = _rowIsHeader && !_hasRows && _header.Count == 0;
        string[] cells = [.. _cells];
        int? line = _line;
        Clear();
        if (cells.Length == 0)
        {
            return [];
        }

        if (isHeader)
        {
            _header.AddRange(cells);
            return [];
        }

        _hasRows = true;
        return Row(TableText.Row(_header, cells), line);
    }

    /// <summary>Gives up on the row as one of data; the cells so far are text.</summary>
    public IEnumerable<TextBlock> LeaveRow()
    {
        string text = TableText.Row([], _cells);
        int? line = _line;
        Clear();
        return Row(text, line);
    }

    /// <summary>Ends the table; one that has only a header is not lost.</summary>
    public IEnumerable<TextBlock> End()
    {
        string text = _hasRows ? string.Empty : TableText.Row([], _header);
        _header.Clear();
        _hasRows = false;
        return Row(text, _line);
    }

    private static IEnumerable<TextBlock> Row(string text, int? line)
    {
        BlockBuilder builder = new();
        builder.Append(text, line);
        return [.. builder.Take(TextKind.Record)];
    }

    private void Clear()
    {
        _cells.Clear();
        (IsInRow, IsInCell, _line) = (false, false, null);
    }
}
