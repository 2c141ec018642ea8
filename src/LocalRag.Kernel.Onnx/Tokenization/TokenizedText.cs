using Microsoft.ML.Tokenizers;

namespace LocalRag.Onnx.Tokenization;

/// <summary>A text as the encoder reads it.</summary>
/// <param name="Ids">The ids, framed by those of [CLS] and [SEP].</param>
/// <param name="TruncatedTokens">How many tokens of the text did not fit.</param>
internal readonly record struct TokenizedText(int[] Ids, int TruncatedTokens)
{
    public static TokenizedText Create(BertTokenizer tokenizer, string text, int maxTokens)
    {
        // All tokens are made, also those that do not fit: the library stops only between words when it is given a limit,
        // which would leave room unused, and the number left out is reported.
        IReadOnlyList<int> tokens = tokenizer.EncodeToIds(text, addSpecialTokens: false);
        int kept = Math.Min(tokens.Count, maxTokens - 2);
        int[] ids = new int[kept + 2];
        ids[0] = tokenizer.ClassificationTokenId;
        for (int index = 0; index < kept; index++)
        {
            ids[index + 1] = tokens[index];
        }

        ids[^1] = tokenizer.SeparatorTokenId;
        return new TokenizedText(ids, tokens.Count - kept);
    }
}
