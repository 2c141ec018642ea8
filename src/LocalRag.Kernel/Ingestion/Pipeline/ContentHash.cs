using System.Security.Cryptography;
using System.Text;
using LocalRag.Ingestion.Chunking;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>Identifies a document's content together with all that decides what becomes of it, so that a change of either is seen.</summary>
internal sealed class ContentHash(ChunkLimits limits, EmbeddingModel model)
{
    // Raised whenever a reader or the chunker makes something else of the same bytes.
    private const int FormatVersion = 1;

    private readonly byte[] _settings = Encoding.UTF8.GetBytes(
        $"{FormatVersion};{limits.Sentences};{limits.Tokens};{limits.OverlapSentences};{model.Counter.Name};{model.Id};{EmbeddingText.Version}");

    public string Of(ReadOnlySpan<byte> sha256) => Convert.ToHexStringLower(SHA256.HashData([.. sha256, .. _settings]));
}
