using System.Runtime.CompilerServices;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads Markdown by its structure: headings name sections, table rows carry their column names, code stays as it is, markup is left out.</summary>
internal sealed class MarkdownReader : IDocumentReader
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation().UseYamlFrontMatter().UsePipeTables().UseGridTables()
        .UseTaskLists().UseFootnotes().UseAutoLinks().UseEmphasisExtras().UseDefinitionLists()
        .Build();

    private readonly PlainTextReader _plainText = new(TextKind.Prose);

    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string markdown = await source.ReadWholeTextAsync(cancellationToken);
        MarkdownDocument? document = TryParse(markdown);
        if (document is null)
        {
            source.Warn("Its Markdown is nested too deeply to be understood: it was read as plain text.");
            source.Stream.Position = 0;
            await foreach (TextBlock block in _plainText.ReadAsync(source, cancellationToken))
            {
                yield return block;
            }

            yield break;
        }

        BlockBuilder builder = new();
        foreach (Block block in document)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (TextBlock text in Read(block, builder, string.Empty))
            {
                yield return text;
            }
        }
    }

    private static MarkdownDocument? TryParse(string markdown)
    {
        try
        {
            return Markdown.Parse(markdown, s_pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig's answer to nesting beyond its limit, which is what keeps the recursion below within the stack.
            return null;
        }
    }

    private static IEnumerable<TextBlock> Read(Block block, BlockBuilder builder, string marker)
    {
        switch (block)
        {
            case YamlFrontMatterBlock frontMatter:
                return FrontMatterTitle(frontMatter);
            case HeadingBlock heading:
                return ReadHeading(heading, builder);
            case CodeBlock code:
                AppendLines(code, builder, code is FencedCodeBlock ? 1 : 0);
                return builder.Take(TextKind.Lines);
            case HtmlBlock html:
                return new HtmlTextExtractor(html.Line + 1).Read(html.Lines.ToString());
            case Table table:
                return ReadTable(table, builder);
            case ListItemBlock item:
                return ReadChildren(item, builder, ((ListBlock)item.Parent!).IsOrdered ? $"{item.Order}. " : "- ");
            case ContainerBlock container:
                return ReadChildren(container, builder, string.Empty);
            case ParagraphBlock paragraph:
                if (marker.Length > 0)
                {
                    builder.Append(marker, paragraph.Line + 1);
                }

                MarkdownInlines.Append(paragraph.Inline, builder);
                return builder.Take(TextKind.Prose);
            default:
                return [];
        }
    }

    private static IEnumerable<TextBlock> ReadHeading(HeadingBlock heading, BlockBuilder builder)
    {
        MarkdownInlines.Append(heading.Inline, builder);
        foreach (TextBlock block in builder.Take(TextKind.Heading, heading.Level))
        {
            // Markdig gives an underlined heading the line of its underline.
            yield return new TextBlock(TextKind.Heading, block.Text) { HeadingLevel = heading.Level, Line = heading.Line + (heading.IsSetext ? 0 : 1) };
        }
    }

    private static IEnumerable<TextBlock> ReadChildren(ContainerBlock container, BlockBuilder builder, string marker)
    {
        foreach (Block child in container)
        {
            foreach (TextBlock text in Read(child, builder, marker))
            {
                yield return text;
            }

            marker = string.Empty;
        }
    }

    private static void AppendLines(LeafBlock block, BlockBuilder builder, int offset)
    {
        for (int index = 0; index < block.Lines.Count; index++)
        {
            builder.Append(block.Lines.Lines[index].Slice.AsSpan(), block.Line + 1 + offset + index);
            builder.Append("\n", block.Line + 1 + offset + index);
        }
    }

    private static IEnumerable<TextBlock> FrontMatterTitle(YamlFrontMatterBlock block)
    {
        const string Key = "title:";
        for (int index = 0; index < block.Lines.Count; index++)
        {
            string line = block.Lines.Lines[index].Slice.ToString();
            if (line.StartsWith(Key, StringComparison.OrdinalIgnoreCase))
            {
                yield return new TextBlock(TextKind.Title, line[Key.Length..].Trim().Trim('"', '\''));
                yield break;
            }
        }
    }

    private static IEnumerable<TextBlock> ReadTable(Table table, BlockBuilder builder)
    {
        List<string> header = [];
        bool onlyHeader = table.OfType<TableRow>().All(row => row.IsHeader);
        foreach (TableRow row in table.OfType<TableRow>())
        {
            string[] cells = [.. row.OfType<TableCell>().Select(MarkdownInlines.TextOf)];
            if (row.IsHeader && !onlyHeader)
            {
                header.AddRange(cells);
                continue;
            }

            builder.Append(TableText.Row(header, cells), row.Line + 1);
            foreach (TextBlock block in builder.Take(TextKind.Record))
            {
                yield return block;
            }
        }
    }
}
