using System.Globalization;
using System.Text;

namespace LocalRag.LlamaCpp.Gguf;

/// <summary>What must hold of a vocabulary before llama.cpp reads it: it ends the process over a token that is there twice or a byte that has none.</summary>
internal sealed class GgufVocabulary
{
    public const int LongestToken = 32 * 1024;

    private readonly HashSet<ulong> _hashes = [];
    private readonly bool[] _bytes = new bool[256];
    private string? _repeated;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty)
        {
            // The name that llama.cpp gives it.
            token = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"[EMPTY_{Count}]"));
        }

        // Two tokens that only share their hash would be refused without need, which is safe, and as likely as a broken disk.
        if (!_hashes.Add(Hash(token)))
        {
            _repeated ??= Encoding.UTF8.GetString(token[..Math.Min(token.Length, 40)]);
        }

        if (token.Length == 1)
        {
            _bytes[token[0]] = true;
        }
        else if (token.Length == 6 && token.StartsWith("<0x"u8) && token[5] == '>' && !token[3..5].ContainsAnyInRange((byte)'a', (byte)'f')
            && byte.TryParse(token[3..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
        {
            _bytes[value] = true;
        }

        Count++;
    }

    public void Check(GgufMetadata metadata)
    {
        string tokenizer = metadata.FindText("tokenizer.ggml.model") ?? throw new GgufFormatException("lacks the key tokenizer.ggml.model: it has no vocabulary");
        if (tokenizer is not ("llama" or "gpt2" or "gemma4"))
        {
            throw new GgufFormatException($"has the tokenizer '{tokenizer}'; those of chat models are read: llama, gpt2, gemma4");
        }

        if (Count == 0)
        {
            throw new GgufFormatException($"lacks the key {GgufMetadata.TokensKey}: it has no vocabulary");
        }

        if (_repeated is not null)
        {
            throw new GgufFormatException($"has the token '{_repeated}' twice");
        }

        if (tokenizer == "llama" && Array.IndexOf(_bytes, false) is >= 0 and int missing)
        {
            throw new GgufFormatException(string.Create(CultureInfo.InvariantCulture, $"has no token for the byte 0x{missing:X2}, so there is text that it cannot read"));
        }

        CheckList(metadata, "tokenizer.ggml.token_type", GgufValueType.Int32, GgufValueType.Int32);
        CheckList(metadata, "tokenizer.ggml.scores", GgufValueType.Float32, GgufValueType.Int32);
        foreach ((string key, GgufValue value) in metadata.Where(key => key.StartsWith("tokenizer.ggml.", StringComparison.Ordinal) && key.EndsWith("_token_id", StringComparison.Ordinal)))
        {
            if (value.Type != GgufValueType.UInt32 || value.Integer >= Count)
            {
                throw new GgufFormatException($"has {GgufMetadata.Describe(value)} under {key}, where the number of one of its {Count} tokens is expected");
            }
        }

        RequireToken(metadata, "bos");
        RequireToken(metadata, "eos");
    }

    /// <summary>llama.cpp falls back to a number within its usual vocabularies where the key is missing, and ends the process if that is no token.</summary>
    private void RequireToken(GgufMetadata metadata, string name)
    {
        const int HighestFallback = 11;
        if (metadata.FindBool($"tokenizer.ggml.add_{name}_token") != false && !metadata.Contains($"tokenizer.ggml.{name}_token_id") && Count <= HighestFallback)
        {
            throw new GgufFormatException($"lacks the key tokenizer.ggml.{name}_token_id");
        }
    }

    private void CheckList(GgufMetadata metadata, string key, GgufValueType type, GgufValueType otherType)
    {
        if (metadata.TryGet(key, out GgufValue? list)
            && (list.Type != GgufValueType.Array || (list.ElementType != type && list.ElementType != otherType) || list.Count < Count))
        {
            throw new GgufFormatException($"has {GgufMetadata.Describe(list)} under {key}, where one {type} for each of its {Count} tokens is expected");
        }
    }

    /// <summary>FNV-1a, 64 bits.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }
}
