using System.Text;

namespace LocalRag.Ingestion.Reading;

/// <summary>Collects the text of one block together with the source lines that it comes from.</summary>
internal sealed class BlockBuilder
{
    private readonly StringBuilder _text = new();
    private readonly List<LineMark> _marks = [];

    public int Length => _text.Length;

    /// <summary>Adds text that begins in a source line and stays in it, or counts on with its own line breaks.</summary>
    public void Append(ReadOnlySpan<char> text, int? line)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (line is int number)
        {
            Mark(_text.Length, number);
            for (int index = 0; index < text.Length; index++)
            {
                if (text[index] == '\n')
                {
                    Mark(_text.Length + index + 1, ++number);
                }
            }
        }

        _text.Append(text);
    }

    /// <summary>Adds text that stands in one source line, whatever line breaks are in it.</summary>
    public void AppendOnOneLine(ReadOnlySpan<char> text, int line)
    {
        Mark(_text.Length, line);
        _text.Append(text);
    }

    /// <summary>Adds white space of our own, unless there is some already.</summary>
    public void Separate(char separator)
    {
        if (_text.Length > 0 && !char.IsWhiteSpace(_text[^1]))
        {
            _text.Append(separator);
        }
    }

    /// <summary>Returns the collected blocks, cut at white space where they are too long for one, and starts anew.</summary>
    public IEnumerable<TextBlock> Take(TextKind kind, int headingLevel = 0, int? page = null)
    {
        string text = _text.ToString();
        LineMark[] marks = [.. _marks];
        _text.Clear();
        _marks.Clear();
        int start = 0;
        while (start < text.Length)
        {
            int end = EndOfBlock(text, start);
            string part = kind == TextKind.Lines ? text[start..end].TrimEnd() : text[start..end].Trim();
            int skipped = kind == TextKind.Lines ? 0 : text.AsSpan(start, end - start).IndexOfAnyExcept(" \t\r\n\u00A0");
            if (part.Length > 0)
            {
                int offset = start + Math.Max(0, skipped);
                yield return new TextBlock(kind, part)
                {
                    HeadingLevel = headingLevel,
                    Page = page,
                    Continues = start > 0,
                    Line = LineAt(marks, offset),
                    LineMarks = Shift(marks, offset, offset + part.Length),
                };
            }

            start = end;
        }
    }

    private static int EndOfBlock(string text, int start)
    {
        if (text.Length - start <= TextBlock.MaxLength)
        {
            return text.Length;
        }

        int space = text.AsSpan(start, TextBlock.MaxLength).LastIndexOfAny(" \n\t");
        int end = start + (space > TextBlock.MaxLength / 2 ? space + 1 : TextBlock.MaxLength);
        return char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
    }

    private static int? LineAt(LineMark[] marks, int offset)
    {
        int? line = null;
        foreach (LineMark mark in marks)
        {
            if (mark.Offset > offset)
            {
                break;
            }

            line = mark.Line;
        }

        return line;
    }

    private static LineMark[] Shift(LineMark[] marks, int start, int end) =>
        [.. marks.Where(mark => mark.Offset > start && mark.Offset < end).Select(mark => new LineMark(mark.Offset - start, mark.Line))];

    private void Mark(int offset, int line)
    {
        if (_marks.Count == 0 || _marks[^1].Line != line)
        {
            _marks.Add(new LineMark(offset, line));
        }
    }
}
