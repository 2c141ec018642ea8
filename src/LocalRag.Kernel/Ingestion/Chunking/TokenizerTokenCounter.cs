using Microsoft.ML.Tokenizers;

namespace LocalRag.Ingestion.Chunking;

/// <summary>Counts with the tokenizer of the embedding model; the tokens that the model adds around a text are not counted.</summary>
internal sealed class TokenizerTokenCounter(Tokenizer tokenizer) : ITokenCounter
{
    public string Name => "tokenizer";

    public int Count(ReadOnlySpan<char> text) => tokenizer.CountTokens(text);
}
