using System.Runtime.CompilerServices;
using System.Text;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Chunking;

/// <summary>Cuts a document into chunks while it is being read.</summary>
/// <remarks>
/// <list type="number">
/// <item>A chunk closes after so many sentences, or before the token limit; lines and rows count by tokens alone.</item>
/// <item>The last sentences of a chunk begin the next one, unless a heading stands between or the next sentence would not fit.</item>
/// <item>A heading closes a chunk. One that has no text of its own becomes a chunk, so that no word of the document is lost.</item>
/// <item>The text of a chunk is that of the document; only the white space between two blocks is ours.</item>
/// </list>
/// An instance cuts one document at a time.
/// </remarks>
internal sealed class DocumentChunker(ITokenCounter counter, ChunkLimits limits)
{
    // A longer "heading" is a paragraph that someone has set in large type.
    private const int LongestHeading = 300;

    // White space between two sentences is kept as it is, up to this many characters: a page of spaces is no text.
    private const int LongestGap = 100;

    private readonly UnitReader _unitReader = new(counter, limits);
    private readonly HeadingPath _headings = new();
    private readonly List<TextUnit> _units = [];
    private readonly List<TextUnit> _window = [];
    private readonly Queue<DraftChunk> _ready = new();
    private readonly StringBuilder _text = new();
    private int _windowTokens;
    private int _windowCharacters;
    private int _windowSentences;
    private int _carried;

    public async IAsyncEnumerable<DraftChunk> ChunkAsync(
        IAsyncEnumerable<TextBlock> blocks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (TextBlock block in blocks.WithCancellation(cancellationToken))
        {
            Add(block);
            while (_ready.TryDequeue(out DraftChunk? chunk))
            {
                yield return chunk;
            }
        }

        CloseSection(level: 0);
        while (_ready.TryDequeue(out DraftChunk? chunk))
        {
            yield return chunk;
        }
    }

    private void Add(TextBlock block)
    {
        if (block.Kind == TextKind.Title)
        {
            return;
        }

        if (block.Kind == TextKind.Heading && block.Text.Length <= LongestHeading)
        {
            CloseSection(block.HeadingLevel);
            string text = block.Text.Trim();
            if (text.Length > 0)
            {
                TextUnit heading = new(block, new TextSpan(0, block.Text.Length), counter.Count(text), block.Line, block.Line, IsSentence: false);
                _headings.Push(block.HeadingLevel, heading);
            }

            return;
        }

        // A blank line between two runs of code is a better place to cut than the line that happens to be one too many.
        if (block is { Kind: TextKind.Lines, Continues: false } && _windowTokens >= limits.Tokens / 2)
        {
            Emit(carry: false);
        }

        _units.Clear();
        _unitReader.Read(block, _units);
        foreach (TextUnit unit in _units)
        {
            Add(unit);
        }
    }

    private void Add(TextUnit unit)
    {
        if (!limits.Fits(_windowTokens + unit.Tokens, _windowCharacters + unit.Span.Length))
        {
            Emit(carry: unit.IsSentence);
            while (_window.Count > 0 && !limits.Fits(_windowTokens + unit.Tokens, _windowCharacters + unit.Span.Length))
            {
                RemoveFirst();
            }
        }

        _window.Add(unit);
        _windowTokens += unit.Tokens;
        _windowCharacters += unit.Span.Length + 1;
        _windowSentences += unit.IsSentence ? 1 : 0;
        if (_windowSentences >= limits.Sentences && _windowTokens >= limits.FewestTokens)
        {
            Emit(carry: true);
        }
    }

    private void CloseSection(int level)
    {
        Emit(carry: false);
        while (_headings.TryPop(level, out TextUnit? unused))
        {
            if (unused is TextUnit heading)
            {
                Add(heading);
                Emit(carry: false);
            }
        }
    }

    /// <summary>Makes a chunk of the window, if there is more in it than the last chunk already had.</summary>
    private void Emit(bool carry)
    {
        if (_window.Count > _carried)
        {
            _ready.Enqueue(new DraftChunk(TextOfWindow(), _headings.Use(), LocationOfWindow(), _windowTokens));
            int kept = carry ? CarriedSentences() : 0;
            while (_window.Count > kept)
            {
                RemoveFirst();
            }

            _carried = kept;
        }
        else if (!carry)
        {
            _window.Clear();
            (_windowTokens, _windowCharacters, _windowSentences, _carried) = (0, 0, 0, 0);
        }
    }

    private int CarriedSentences()
    {
        int kept = 0;
        int tokens = 0;
        while (kept < limits.OverlapSentences && kept < _window.Count - 1 && _window[^(kept + 1)].IsSentence)
        {
            tokens += _window[^(kept + 1)].Tokens;
            if (tokens > limits.Tokens / 2)
            {
                break;
            }

            kept++;
        }

        return kept;
    }

    private void RemoveFirst()
    {
        TextUnit first = _window[0];
        _window.RemoveAt(0);
        _windowTokens -= first.Tokens;
        _windowCharacters -= first.Span.Length + 1;
        _windowSentences -= first.IsSentence ? 1 : 0;
        _carried = Math.Max(0, _carried - 1);
    }

    private string TextOfWindow()
    {
        _text.Clear();
        TextUnit previous = default;
        foreach (TextUnit unit in _window)
        {
            int start = unit.Span.Start;
            if (ReferenceEquals(previous.Block, unit.Block))
            {
                int gap = start - previous.Span.End;
                if (gap <= LongestGap)
                {
                    start -= gap;
                }
                else
                {
                    _text.Append('\n');
                }
            }
            else if (_text.Length > 0)
            {
                _text.Append(unit.Block switch
                {
                    { Continues: true } => " ",
                    { Kind: TextKind.Record } when previous.Block.Kind == TextKind.Record => "\n",
                    _ => "\n\n",
                });
            }

            _text.Append(unit.Block.Text, start, unit.Span.End - start);
            previous = unit;
        }

        return _text.ToString();
    }

    private SourceLocation LocationOfWindow()
    {
        int? firstLine = null, lastLine = null, firstPage = null, lastPage = null;
        foreach (TextUnit unit in _window)
        {
            firstLine ??= unit.FirstLine;
            lastLine = unit.LastLine ?? lastLine;
            firstPage ??= unit.Block.Page;
            lastPage = unit.Block.Page ?? lastPage;
        }

        return new SourceLocation(firstLine, lastLine, firstPage, lastPage);
    }
}
