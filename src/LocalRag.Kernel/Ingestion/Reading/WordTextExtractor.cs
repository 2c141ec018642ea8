using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace LocalRag.Ingestion.Reading;

/// <summary>Takes the text out of one part of a Word document without holding its tree.</summary>
internal sealed class WordTextExtractor
{
    // Text boxes are written twice, the second time for old programs.
    private const string Fallback = "Fallback";

    private readonly WordStyles _styles;
    private readonly BlockBuilder _text = new();
    private readonly List<TextBlock> _ready = [];
    private readonly List<string> _header = [];
    private readonly List<string> _cells = [];
    private int _tables;
    private int? _level;
    private bool _isListItem;
    private bool _rowIsHeader;

    private WordTextExtractor(WordStyles styles) => _styles = styles;

    public static IEnumerable<TextBlock> Read(OpenXmlPart part, WordStyles styles)
    {
        WordTextExtractor extractor = new(styles);
        using OpenXmlReader reader = OpenXmlReader.Create(part);
        int skippedDepth = 0;
        while (reader.Read())
        {
            if (reader.LocalName == Fallback && reader.Depth > 0)
            {
                skippedDepth += reader.IsStartElement && !reader.IsEndElement ? 1 : reader.IsEndElement && !reader.IsStartElement ? -1 : 0;
                continue;
            }

            if (skippedDepth > 0)
            {
                continue;
            }

            extractor.Take(reader);
            foreach (TextBlock block in extractor._ready)
            {
                yield return block;
            }

            extractor._ready.Clear();
        }

        extractor.EndParagraph();
        foreach (TextBlock block in extractor._ready)
        {
            yield return block;
        }
    }

    private void Take(OpenXmlReader reader)
    {
        if (reader.IsStartElement)
        {
            Start(reader);
        }

        if (reader.IsEndElement)
        {
            End(reader.ElementType);
        }
    }

    private void Start(OpenXmlReader reader)
    {
        Type type = reader.ElementType;
        if (type == typeof(Text))
        {
            _text.Append(reader.GetText(), line: null);
        }
        else if (type == typeof(TabChar))
        {
            _text.Append("\t", line: null);
        }
        else if (type == typeof(Break) || type == typeof(CarriageReturn))
        {
            _text.Separate('\n');
        }
        else if (type == typeof(NoBreakHyphen))
        {
            _text.Append("-", line: null);
        }
        else if (type == typeof(ParagraphStyleId))
        {
            _level ??= _styles.LevelOf(WordStyles.Attribute(reader, "val"));
        }
        else if (type == typeof(OutlineLevel))
        {
            _level = int.TryParse(WordStyles.Attribute(reader, "val"), NumberStyles.None, CultureInfo.InvariantCulture, out int level) && level < 9 ? level + 1 : _level;
        }
        else if (type == typeof(NumberingProperties))
        {
            _isListItem = true;
        }
        else if (type == typeof(TableHeader))
        {
            _rowIsHeader = true;
        }
        else if (type == typeof(Table))
        {
            StartTable();
        }
        else if (type == typeof(TableRow) && _tables == 1)
        {
            _cells.Clear();
            _rowIsHeader = false;
        }
    }

    private void End(Type type)
    {
        if (type == typeof(Paragraph))
        {
            if (_tables == 0)
            {
                EndParagraph();
            }
            else
            {
                _text.Separate(' ');
            }
        }
        else if (type == typeof(TableCell) && _tables == 1)
        {
            _cells.Add(string.Join(' ', _text.Take(TextKind.Record).Select(block => block.Text)));
        }
        else if (type == typeof(TableRow) && _tables == 1)
        {
            EndRow();
        }
        else if (type == typeof(Table))
        {
            _tables--;
        }
    }

    // A table within a cell is text of that cell.
    private void StartTable()
    {
        if (_tables++ == 0)
        {
            EndParagraph();
            _header.Clear();
        }
    }

    private void EndRow()
    {
        if (_rowIsHeader && _header.Count == 0)
        {
            _header.AddRange(_cells);
        }

        // The header is a row as well: a table may have no other.
        BlockBuilder row = new();
        row.Append(TableText.Row(_rowIsHeader ? [] : _header, _cells), line: null);
        _ready.AddRange(row.Take(TextKind.Record));
        _level = null;
        _isListItem = false;
    }

    private void EndParagraph()
    {
        TextKind kind = _level switch
        {
            null => TextKind.Prose,
            0 => TextKind.Title,
            _ => TextKind.Heading,
        };
        bool first = _isListItem && kind == TextKind.Prose;
        foreach (TextBlock block in _text.Take(kind, _level ?? 0))
        {
            _ready.Add(first ? new TextBlock(TextKind.Prose, $"- {block.Text}") : block);
            first = false;
        }

        _level = null;
        _isListItem = false;
    }
}
