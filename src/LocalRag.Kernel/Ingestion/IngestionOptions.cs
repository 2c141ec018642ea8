using System.ComponentModel.DataAnnotations;

namespace LocalRag.Ingestion;

/// <summary>How documents are found, read and cut; the section <c>Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    /// <summary>Gets or sets the size, in bytes, above which a file is skipped.</summary>
    /// <value>The default is 1 GiB.</value>
    [Range(typeof(long), "1", "1099511627776")]
    public long MaxFileBytes { get; set; } = 1L << 30;

    /// <summary>Gets or sets the size, in bytes, above which a file of a format that has to be parsed in one piece (Markdown, HTML) is refused.</summary>
    /// <value>The default is 32 MiB.</value>
    [Range(typeof(long), "1", "1073741824")]
    public long MaxWholeFileBytes { get; set; } = 32L << 20;

    /// <summary>Gets or sets how many bytes may come out of a compressed document (Word) before it is refused.</summary>
    /// <value>The default is 256 MiB.</value>
    [Range(typeof(long), "1", "1099511627776")]
    public long MaxInflatedBytes { get; set; } = 256L << 20;

    /// <summary>Gets or sets how many sentences close a chunk.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 100)]
    public int ChunkSentences { get; set; } = 4;

    /// <summary>Gets or sets the most tokens of a chunk, counted by the embedding model.</summary>
    /// <value>The default is 160.</value>
    [Range(16, 8192)]
    public int ChunkTokens { get; set; } = 160;

    /// <summary>Gets or sets how many sentences at the end of a chunk also begin the next one.</summary>
    /// <value>The default is 1.</value>
    [Range(0, 10)]
    public int ChunkOverlapSentences { get; set; } = 1;

    /// <summary>Gets or sets how many files are read at the same time.</summary>
    /// <value>The default is 2.</value>
    [Range(1, 64)]
    [Tunable(SettingCost.Live, Values = [1, 2, 4])]
    public int Readers { get; set; } = 2;

    /// <summary>Gets or sets how many chunks are handed to the embedding model together.</summary>
    /// <value>The default is 16.</value>
    [Range(1, 1024)]
    [Tunable(SettingCost.Live, Values = [16, 64, 256])]
    public int EmbeddingBatch { get; set; } = 16;

    /// <summary>Gets or sets the patterns that a file in a folder must match, relative to that folder, such as <c>**/*.md</c>.</summary>
    /// <value>The default is empty: every file of a known format.</value>
    public IList<string> Include { get; set; } = [];

    /// <summary>Gets or sets the patterns of files in a folder that are left out, relative to that folder, such as <c>drafts/**</c>.</summary>
    /// <value>The default is empty; hidden files and folders, <c>node_modules</c>, <c>bin</c>, <c>obj</c> and <c>__pycache__</c> are always left out.</value>
    public IList<string> Exclude { get; set; } = [];
}
