using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LocalRag.Ingestion.Reading;

/// <summary>Takes the words out of Markdown's inline markup.</summary>
internal static class MarkdownInlines
{
    public static void Append(Inline? inline, BlockBuilder builder)
    {
        int line = inline is null ? 0 : inline.Line + 1;
        switch (inline)
        {
            case LiteralInline literal:
                builder.Append(literal.Content.AsSpan(), line);
                break;
            case CodeInline code:
                builder.Append(code.Content, line);
                break;
            case LineBreakInline:
                builder.Append("\n", line);
                break;
            case AutolinkInline autolink:
                builder.Append(autolink.Url, line);
                break;
            case HtmlEntityInline entity:
                builder.Append(entity.Transcoded.AsSpan(), line);
                break;
            case TaskList task:
                builder.Append(task.Checked ? "[x]" : "[ ]", line);
                break;
            case FootnoteLink or HtmlInline:
                break;
            case ContainerInline container:
                foreach (Inline child in container)
                {
                    Append(child, builder);
                }

                break;
            default:
                break;
        }
    }

    public static string TextOf(TableCell cell)
    {
        BlockBuilder builder = new();
        foreach (LeafBlock leaf in cell.Descendants<LeafBlock>())
        {
            builder.Separate(' ');
            Append(leaf.Inline, builder);
        }

        return string.Join(' ', builder.Take(TextKind.Record).Select(block => block.Text));
    }
}
