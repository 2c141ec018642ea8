using System.Text;
using UglyToad.PdfPig.Content;

namespace LocalRag.Ingestion.Reading;

/// <summary>Puts the letters of a PDF page together to lines and paragraphs, in the order in which the page draws them.</summary>
/// <remarks>
/// The drawing order keeps table rows and columns of text together, which sorting by position does not. A line ends where the next letter
/// stands elsewhere; a paragraph where lines are further apart, or the size changes. Larger type than that of most of the page is a heading.
/// </remarks>
internal sealed class PdfPage(int number)
{
    // In sizes of the type, from the typographic habit of 1.2 between lines and 0.25 between words.
    private const double SpaceBetweenWords = 0.2;
    private const double SameLine = 0.6;
    private const double SpaceBetweenParagraphs = 1.65;
    private const double SizeOfHeading = 1.15;
    private const int LongestHeading = 150;

    private readonly List<Line> _lines = [];

    public IReadOnlyList<TextBlock> Read(IReadOnlyList<Letter> letters)
    {
        CollectLines(letters);
        double bodySize = BodySize();
        List<TextBlock> blocks = [];
        StringBuilder text = new();
        for (int index = 0; index < _lines.Count; index++)
        {
            Line line = _lines[index];
            Append(text, line.Text);
            if (index == _lines.Count - 1 || EndsParagraph(line, _lines[index + 1]))
            {
                AddBlock(text.ToString().Trim(), line.Size / bodySize, blocks);
                text.Clear();
            }
        }

        return blocks;
    }

    private void CollectLines(IReadOnlyList<Letter> letters)
    {
        StringBuilder text = new();
        Letter? first = null;
        Letter? previous = null;
        foreach (Letter letter in letters)
        {
            if (previous is not null && !IsOnLine(previous, letter))
            {
                EndLine(text, first!);
                first = null;
            }
            else if (previous is not null && Gap(previous, letter) > SpaceBetweenWords * Size(letter) && text.Length > 0 && !char.IsWhiteSpace(text[^1]))
            {
                text.Append(' ');
            }

            text.Append(letter.Value);
            first = first is null || string.IsNullOrWhiteSpace(first.Value) ? letter : first;
            previous = letter;
        }

        if (first is not null)
        {
            EndLine(text, first);
        }
    }

    private void EndLine(StringBuilder text, Letter first)
    {
        string line = text.ToString().Normalize(NormalizationForm.FormKC).Trim();
        text.Clear();
        if (line.Length > 0)
        {
            _lines.Add(new Line(line, first.StartBaseLine.Y, Size(first)));
        }
    }

    private static bool IsOnLine(Letter previous, Letter letter)
    {
        double size = Math.Max(Size(previous), Size(letter));
        return Math.Abs(letter.StartBaseLine.Y - previous.StartBaseLine.Y) < SameLine * size && Gap(previous, letter) > -size;
    }

    private static double Gap(Letter previous, Letter letter) => letter.StartBaseLine.X - previous.EndBaseLine.X;

    private static double Size(Letter letter) => letter.PointSize > 0 ? letter.PointSize : 1;

    private static bool EndsParagraph(Line line, Line next)
    {
        double down = line.BaseLine - next.BaseLine;
        bool sizeChanges = Math.Abs(line.Size - next.Size) > 0.05 * line.Size;

        // Upwards is the next column: a sentence that has not ended goes on there.
        bool isApart = down < 0 ? line.Text[^1] is '.' or '!' or '?' or ':' : down > SpaceBetweenParagraphs * line.Size;
        return sizeChanges || isApart;
    }

    private static void Append(StringBuilder text, string line)
    {
        if (text.Length == 0)
        {
            text.Append(line);
            return;
        }

        // A hyphen at the end of a line is nearly always one that the line break has put there.
        if (text.Length > 1 && text[^1] is '-' or '\u00AD' or '\u2010' && char.IsLetter(text[^2]) && char.IsLower(line[0]))
        {
            text.Length--;
            text.Append(line);
            return;
        }

        text.Append(' ').Append(line);
    }

    private double BodySize()
    {
        Dictionary<double, int> letters = [];
        foreach (Line line in _lines)
        {
            double size = Math.Round(line.Size, 1);
            letters[size] = letters.GetValueOrDefault(size) + line.Text.Length;
        }

        return letters.Count == 0 ? 1 : letters.MaxBy(entry => entry.Value).Key;
    }

    private void AddBlock(string text, double relativeSize, List<TextBlock> blocks)
    {
        int level = relativeSize switch
        {
            >= 1.7 => 1,
            >= 1.35 => 2,
            >= SizeOfHeading => 3,
            _ => 0,
        };
        bool isHeading = level > 0 && text.Length <= LongestHeading && text.Any(char.IsLetter);
        if (isHeading)
        {
            blocks.Add(new TextBlock(TextKind.Heading, text) { HeadingLevel = level, Page = number });
            return;
        }

        BlockBuilder builder = new();
        builder.Append(text, line: null);
        blocks.AddRange(builder.Take(TextKind.Prose, page: number));
    }

    private readonly record struct Line(string Text, double BaseLine, double Size);
}
