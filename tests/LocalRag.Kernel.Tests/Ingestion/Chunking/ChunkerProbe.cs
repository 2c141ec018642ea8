using LocalRag.Ingestion.Chunking;
using LocalRag.Ingestion.Reading;
using LocalRag.Testing;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Tests.Ingestion.Chunking;

/// <summary>Cuts blocks into chunks with the real tokenizer of the embedding model.</summary>
internal static class ChunkerProbe
{
    public static readonly ChunkLimits Limits = new(Sentences: 4, Tokens: 160, OverlapSentences: 1);

    public static Tokenizer Tokenizer { get; } = BertTokenizer.Create(RepositoryPaths.Vocabulary);

    public static ITokenCounter Counter { get; } = new TokenizerTokenCounter(Tokenizer);

    public static async Task<List<DraftChunk>> ChunkAsync(IEnumerable<TextBlock> blocks, ChunkLimits? limits = null, ITokenCounter? counter = null)
    {
        List<DraftChunk> chunks = [];
        DocumentChunker chunker = new(counter ?? Counter, limits ?? Limits);
        await foreach (DraftChunk chunk in chunker.ChunkAsync(blocks.ToAsyncEnumerable(), TestContext.Current.CancellationToken))
        {
            chunks.Add(chunk);
        }

        return chunks;
    }

    public static TextBlock Prose(string text, int? line = null, int? page = null) => new(TextKind.Prose, text) { Line = line, Page = page };

    public static TextBlock Heading(int level, string text) => new(TextKind.Heading, text) { HeadingLevel = level };

    public static string Show(IEnumerable<DraftChunk> chunks) => string.Join('\n', chunks.Select(chunk =>
        $"[{chunk.Headings}] {chunk.Location}: {chunk.Text.Replace("\n", "\\n", StringComparison.Ordinal)}"));
}
