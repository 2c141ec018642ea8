using System.Text;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

/// <summary>Reads bytes with the reader that their name calls for.</summary>
internal static class ReaderProbe
{
    public static readonly ReadingLimits Limits = new(WholeFileBytes: 32 << 20, InflatedBytes: 256 << 20);

    public static Task<IReadOnlyList<TextBlock>> ReadAsync(string name, string text, Encoding? encoding = null) =>
        ReadAsync(name, [.. (encoding ?? new UTF8Encoding(false)).GetPreamble(), .. (encoding ?? Encoding.UTF8).GetBytes(text)]);

    public static async Task<IReadOnlyList<TextBlock>> ReadAsync(string name, byte[] bytes, ReadingLimits? limits = null, List<string>? warnings = null)
    {
        using MemoryStream stream = new(bytes, writable: false);
        return await ReadAsync(name, stream, limits, warnings);
    }

    public static async Task<IReadOnlyList<TextBlock>> ReadAsync(string name, Stream stream, ReadingLimits? limits = null, List<string>? warnings = null)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ContentProfile profile = await ContentProfiler.ProfileAsync(stream, null, cancellationToken);
        stream.Position = 0;
        DocumentSource source = new(stream, profile, limits ?? Limits);
        List<TextBlock> blocks = [];
        await foreach (TextBlock block in FileFormats.Find(name)!.Reader.ReadAsync(source, cancellationToken))
        {
            blocks.Add(block);
        }

        warnings?.AddRange(source.Warnings);
        return blocks;
    }

    /// <summary>Writes blocks one per line: kind with heading level, line or page, text with visible line breaks.</summary>
    public static string Show(IEnumerable<TextBlock> blocks) => string.Join('\n', blocks.Select(block =>
        $"{block.Kind}{(block.HeadingLevel > 0 ? block.HeadingLevel : string.Empty)}"
        + $"{(block.Line is int line ? $" @{line}" : string.Empty)}{(block.Page is int page ? $" p{page}" : string.Empty)}: {block.Text.Replace("\n", "\\n", StringComparison.Ordinal)}"));

    /// <summary>Returns the source line of a word of a block.</summary>
    public static int? LineOf(IEnumerable<TextBlock> blocks, string word)
    {
        TextBlock block = blocks.First(block => block.Text.Contains(word, StringComparison.Ordinal));
        return block.LineAt(block.Text.IndexOf(word, StringComparison.Ordinal), 0, block.Line);
    }
}
