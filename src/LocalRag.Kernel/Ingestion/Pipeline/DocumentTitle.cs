using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>Finds what a document calls itself by looking at its first blocks, which are kept for whoever reads on.</summary>
internal static class DocumentTitle
{
    private const int BlocksToLookAt = 8;
    private const int LongestTitle = 200;

    /// <summary>Reads the first blocks.</summary>
    /// <returns>The title that the format states, else the first heading, else null; and the blocks that have been read.</returns>
    public static async Task<(string? Title, List<TextBlock> Blocks)> FindAsync(IAsyncEnumerator<TextBlock> blocks)
    {
        List<TextBlock> read = [];
        string? heading = null;
        while (read.Count < BlocksToLookAt && await blocks.MoveNextAsync())
        {
            TextBlock block = blocks.Current;
            read.Add(block);
            string text = Shorten(block.Text);
            if (block.Kind == TextKind.Title && text.Length > 0)
            {
                return (text, read);
            }

            heading ??= block.Kind == TextKind.Heading && text.Length > 0 ? text : null;
        }

        return (heading, read);
    }

    private static string Shorten(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestTitle ? line : string.Concat(line.AsSpan(0, LongestTitle - 1), "…");
    }
}
