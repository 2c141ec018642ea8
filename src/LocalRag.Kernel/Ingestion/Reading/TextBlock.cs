namespace LocalRag.Ingestion.Reading;

/// <summary>A piece of a document as a reader hands it on: a paragraph, a heading, a table row, a run of code lines.</summary>
internal sealed class TextBlock(TextKind kind, string text)
{
    /// <summary>The longest text that a reader puts in one block, in characters: it bounds the memory of all that follows.</summary>
    public const int MaxLength = 32 * 1024;

    public TextKind Kind { get; } = kind;

    public string Text { get; } = text;

    /// <summary>Gets the level of a heading, from 1.</summary>
    public int HeadingLevel { get; init; }

    /// <summary>Gets the page, from 1; null for formats without pages.</summary>
    public int? Page { get; init; }

    /// <summary>Gets the line in which the text begins, from 1; null for formats without lines.</summary>
    public int? Line { get; init; }

    /// <summary>Gets where in the text further lines of the source begin; null where every line break of the text is one of the source.</summary>
    public IReadOnlyList<LineMark>? LineMarks { get; init; }

    /// <summary>Gets whether this block goes on in the middle of a paragraph that was too long for one block.</summary>
    public bool Continues { get; init; }

    /// <summary>Returns the source line of a character.</summary>
    /// <param name="offset">The character.</param>
    /// <param name="knownOffset">A character before it.</param>
    /// <param name="knownLine">The line of that character, so that a block is counted through once.</param>
    public int? LineAt(int offset, int knownOffset, int? knownLine)
    {
        if (Line is null)
        {
            return null;
        }

        if (LineMarks is null)
        {
            return (knownLine ?? Line) + Text.AsSpan(knownOffset, offset - knownOffset).Count('\n');
        }

        int low = 0;
        int high = LineMarks.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (LineMarks[middle].Offset <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? Line : LineMarks[low - 1].Line;
    }
}
