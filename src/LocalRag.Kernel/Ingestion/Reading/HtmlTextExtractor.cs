using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace LocalRag.Ingestion.Reading;

/// <summary>Takes the text out of one HTML document or fragment.</summary>
/// <remarks>
/// It works on AngleSharp's tokens and builds no tree: the tree of a hostile page of 100 KB can take minutes and gigabytes
/// (misnested formatting elements are copied again and again), while the tokens of any page take linear time and exact positions.
/// </remarks>
internal sealed class HtmlTextExtractor(int firstLine)
{
    private readonly BlockBuilder _text = new();
    private readonly List<TextBlock> _ready = [];
    private readonly HtmlTable _table = new();
    private string _source = string.Empty;
    private int _index;
    private int _line = firstLine;
    private string? _skipped;
    private int _skippedDepth;
    private int _headingLevel;
    private bool _isTitle;
    private bool _isPreformatted;

    public IEnumerable<TextBlock> Read(string html)
    {
        // One kind of line break, so that a character's index in a token is its index in the source.
        _source = html.ReplaceLineEndings("\n");
        using TextSource source = new(_source);
        using HtmlTokenizer tokenizer = new(source, HtmlEntityProvider.Resolver)
        {
            SkipComments = true,
            ShouldEmitAttribute = static (ref _, _) => false,
        };
        HtmlToken token;
        do
        {
            token = tokenizer.Get();
            MoveTo(token.Position.Index);
            switch (token.Type)
            {
                case HtmlTokenType.StartTag:
                    tokenizer.State = HtmlTags.ModeAfter(token.Name);
                    Start(token.Name, ((HtmlTagToken)token).IsSelfClosing);
                    break;
                case HtmlTokenType.EndTag:
                    End(token.Name);
                    break;
                case HtmlTokenType.Character when _skipped is null:
                    AddText(token.Data);
                    break;
                case HtmlTokenType.EndOfFile:
                    EndRow();
                    Flush();
                    break;
                default:
                    break;
            }

            foreach (TextBlock block in _ready)
            {
                yield return block;
            }

            _ready.Clear();
        }
        while (token.Type != HtmlTokenType.EndOfFile);
    }

    private void MoveTo(int index)
    {
        if (index > _index)
        {
            index = Math.Min(index, _source.Length);
            _line += _source.AsSpan(_index, index - _index).Count('\n');
            _index = index;
        }
    }

    private void Start(string name, bool isSelfClosing)
    {
        if (_skipped is not null)
        {
            _skippedDepth += name == _skipped && !isSelfClosing ? 1 : 0;
            return;
        }

        if (HtmlTags.IsSkipped(name))
        {
            (_skipped, _skippedDepth) = isSelfClosing ? (null, 0) : (name, 1);
            return;
        }

        switch (name)
        {
            case "br":
                _text.Separate('\n');
                return;
            case "title":
                Flush();
                _isTitle = true;
                return;
            case "table":
                EndRow();
                Flush();
                _table.Begin();
                return;
            case "tr":
                EndRow();
                Flush();
                _table.BeginRow();
                return;
            case "td" or "th" when _table.IsInRow:
                EndCell();
                _table.BeginCell(isHeader: name == "th");
                return;
            default:
                break;
        }

        if (!HtmlTags.IsBlock(name) || StaysInCell(name))
        {
            return;
        }

        Flush();
        _headingLevel = HtmlTags.HeadingLevel(name);
        _isPreformatted = _isPreformatted || name == "pre";
        if (name == "li")
        {
            _text.Append("- ", _line);
        }
    }

    private void End(string name)
    {
        if (_skipped is not null)
        {
            _skippedDepth -= name == _skipped ? 1 : 0;
            _skipped = _skippedDepth == 0 ? null : _skipped;
            return;
        }

        switch (name)
        {
            case "title":
                Flush();
                return;
            case "td" or "th":
                EndCell();
                return;
            case "tr":
                EndRow();
                return;
            case "table":
                EndRow();
                _ready.AddRange(_table.End());
                Flush();
                return;
            default:
                break;
        }

        if (HtmlTags.IsBlock(name) && !StaysInCell(name))
        {
            Flush();
            _isPreformatted = _isPreformatted && name != "pre";
        }
    }

    /// <summary>Returns whether a block within a cell of a data table is only a break in its text.</summary>
    private bool StaysInCell(string name)
    {
        if (!_table.IsInCell)
        {
            return false;
        }

        if (!HtmlTags.IsLayout(name))
        {
            _text.Separate(' ');
            return true;
        }

        _ready.AddRange(_table.LeaveRow());
        return false;
    }

    private void EndCell()
    {
        if (_table.IsInCell)
        {
            _table.EndCell([.. _text.Take(TextKind.Record)]);
        }
        else
        {
            Flush();
        }
    }

    private void EndRow()
    {
        EndCell();
        _ready.AddRange(_table.EndRow());
    }

    private void Flush()
    {
        TextKind kind = (_isTitle, _headingLevel, _isPreformatted) switch
        {
            (true, _, _) => TextKind.Title,
            (_, > 0, _) => TextKind.Heading,
            (_, _, true) => TextKind.Lines,
            _ => TextKind.Prose,
        };
        foreach (TextBlock block in _text.Take(kind, _headingLevel))
        {
            // The mark of a list item whose text is in a block of its own.
            if (block.Text != "-")
            {
                _ready.Add(block);
            }
        }

        _headingLevel = 0;
        _isTitle = false;
    }

    private void AddText(string data)
    {
        int line = _line;
        if (_isPreformatted)
        {
            _text.Append(_text.Length == 0 && data.StartsWith('\n') ? data.AsSpan(1) : data, _text.Length == 0 && data.StartsWith('\n') ? line + 1 : line);
            return;
        }

        foreach (Range part in data.AsSpan().Split('\n'))
        {
            AddLine(data.AsSpan(part), line);
            line++;
        }
    }

    // White space of any kind and length is one space, as a browser shows it.
    private void AddLine(ReadOnlySpan<char> text, int line)
    {
        if (line > _line)
        {
            _text.Separate(' ');
        }

        int index = 0;
        while (index < text.Length)
        {
            int space = text[index..].IndexOfAny(" \t\f\r");
            int end = space < 0 ? text.Length : index + space;
            if (end > index)
            {
                _text.Append(text[index..end], line);
            }

            if (space >= 0)
            {
                _text.Separate(' ');
            }

            index = end + 1;
        }
    }
}
