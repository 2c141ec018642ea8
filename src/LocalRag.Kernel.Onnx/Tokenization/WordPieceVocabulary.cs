using Microsoft.ML.Tokenizers;

namespace LocalRag.Onnx.Tokenization;

/// <summary>A WordPiece vocabulary and the tokenizer made of it.</summary>
/// <param name="Tokenizer">Cuts text as uncased BERT encoders expect it.</param>
/// <param name="Count">How many pieces there are: ids go from 0 to one less.</param>
internal sealed record WordPieceVocabulary(BertTokenizer Tokenizer, int Count)
{
    // The largest published WordPiece vocabularies are about 5 MB.
    private const long MaxBytes = 64L << 20;

    /// <exception cref="ModelUnavailableException">The file cannot be read or is no WordPiece vocabulary.</exception>
    public static WordPieceVocabulary Load(string path, string model)
    {
        try
        {
            long bytes = new FileInfo(path).Length;
            if (bytes > MaxBytes)
            {
                throw new InvalidDataException($"it has {bytes:N0} bytes, and a vocabulary has at most {MaxBytes:N0}");
            }

            HashSet<string> pieces = [.. File.ReadLines(path)];
            if (Array.Find(SpecialTokens.All, token => !pieces.Contains(token)) is string missing)
            {
                throw new InvalidDataException($"it has no line {missing}");
            }

            BertTokenizer tokenizer = BertTokenizer.Create(path, new BertOptions
            {
                Normalizer = new UncasedNormalizer(),
                PreTokenizer = new WordPreTokenizer(),
            });
            return new WordPieceVocabulary(tokenizer, pieces.Count);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException)
        {
            throw new ModelUnavailableException(
                model,
                $"The vocabulary {path} cannot be used: {exception.Message.TrimEnd('.')}.",
                "Set Onnx:Vocabulary to the vocab.txt that was published with the encoder: one piece a line, among them [PAD], [UNK], [CLS], [SEP] and [MASK].",
                exception);
        }
    }
}
