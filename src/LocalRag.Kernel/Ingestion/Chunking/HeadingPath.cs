namespace LocalRag.Ingestion.Chunking;

/// <summary>The headings above the current place of a document.</summary>
internal sealed class HeadingPath
{
    private const string Separator = " > ";

    private readonly List<Entry> _entries = [];
    private string? _joined;

    /// <summary>Returns the path as the chunk that is about to be made carries it; its headings count as used.</summary>
    public string Use()
    {
        foreach (Entry entry in _entries)
        {
            entry.Used = true;
        }

        return _joined ??= string.Join(Separator, _entries.Select(entry => entry.Unit.Block.Text.Trim()));
    }

    /// <summary>Takes out the deepest heading if it is at a level or below it.</summary>
    /// <param name="level">The level of the heading that comes next; 0 empties the path.</param>
    /// <param name="unused">The heading, where no chunk has carried it: it had no text of its own.</param>
    public bool TryPop(int level, out TextUnit? unused)
    {
        unused = null;
        if (_entries.Count == 0 || _entries[^1].Level < level)
        {
            return false;
        }

        unused = _entries[^1].Used ? null : _entries[^1].Unit;
        _entries.RemoveAt(_entries.Count - 1);
        _joined = null;
        return true;
    }

    public void Push(int level, TextUnit heading)
    {
        _entries.Add(new Entry(level, heading));
        _joined = null;
    }

    private sealed class Entry(int level, TextUnit unit)
    {
        public int Level { get; } = level;

        public TextUnit Unit { get; } = unit;

        public bool Used { get; set; }
    }
}
