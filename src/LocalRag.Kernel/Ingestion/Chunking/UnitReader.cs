using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Chunking;

/// <summary>Takes a block apart into the units that chunks are made of.</summary>
internal sealed class UnitReader(ITokenCounter counter, ChunkLimits limits)
{
    private readonly LongTextSplitter _splitter = new(counter, limits);
    private readonly List<TextSpan> _spans = [];
    private readonly List<TextSpan> _parts = [];

    public void Read(TextBlock block, List<TextUnit> units)
    {
        _spans.Clear();
        _parts.Clear();
        switch (block.Kind)
        {
            case TextKind.Lines:
                SplitLines(block.Text, _spans);
                break;
            case TextKind.Record when Fits(block):
                AddTrimmed(block.Text, 0, block.Text.Length, _spans);
                break;
            default:
                SentenceSegmenter.Split(block.Text, _spans);
                break;
        }

        int offset = 0;
        int? line = block.Line;
        foreach (TextSpan span in _spans)
        {
            int tokens = Count(block, span);
            if (limits.Fits(tokens, span.Length))
            {
                Add(block, span, tokens, isWhole: true, ref offset, ref line, units);
                continue;
            }

            _parts.Clear();
            _splitter.Split(block.Text, span, _parts);
            foreach (TextSpan part in _parts)
            {
                Add(block, part, Count(block, part), isWhole: false, ref offset, ref line, units);
            }
        }
    }

    private bool Fits(TextBlock block) => block.Text.Length <= limits.Characters && limits.Fits(counter.Count(block.Text), block.Text.Length);

    private int Count(TextBlock block, TextSpan span) => counter.Count(block.Text.AsSpan(span.Start, span.Length));

    private static void Add(TextBlock block, TextSpan span, int tokens, bool isWhole, ref int offset, ref int? line, List<TextUnit> units)
    {
        int? first = block.LineAt(span.Start, offset, line);
        int? last = block.LineAt(span.End - 1, span.Start, first);
        units.Add(new TextUnit(block, span, tokens, first, last, isWhole && block.Kind == TextKind.Prose));
        (offset, line) = (span.End - 1, last);
    }

    private static void SplitLines(string text, List<TextSpan> lines)
    {
        int start = 0;
        while (start < text.Length)
        {
            int length = text.AsSpan(start).IndexOf('\n');
            int end = length < 0 ? text.Length : start + length;
            AddTrimmed(text, start, end, lines);
            start = end + 1;
        }
    }

    // The indentation stays: it is part of what a line of code says.
    private static void AddTrimmed(string text, int start, int end, List<TextSpan> spans)
    {
        ReadOnlySpan<char> visible = text.AsSpan(start, end - start).TrimEnd();
        if (!visible.IsWhiteSpace())
        {
            spans.Add(new TextSpan(start, visible.Length));
        }
    }
}
