using System.Buffers;
using System.Collections;
using System.Text;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A model's tokens: text to ids, ids to bytes. Safe for use from several threads.</summary>
/// <remarks>Readers of an answer may come here after the model was disposed of: each call into the library keeps it alive, or throws <see cref="ObjectDisposedException"/>.</remarks>
internal sealed unsafe class Vocabulary
{
    private const int SentencePieceType = 1;
    private const string Guard = "\n";

    private readonly LlamaModelHandle _model;
    private readonly nint _vocabulary;
    private readonly BitArray _endOfGeneration;
    private readonly BitArray _control;
    private readonly int[]? _guardTokens;

    public Vocabulary(LlamaModelHandle model)
    {
        _model = model;
        _vocabulary = NativeMethods.llama_model_get_vocab(model);
        Size = NativeMethods.llama_vocab_n_tokens(_vocabulary);
        _endOfGeneration = new BitArray(Size);
        _control = new BitArray(Size);
        Span<byte> buffer = stackalloc byte[256];
        for (int token = 0; token < Size; token++)
        {
            _endOfGeneration[token] = NativeMethods.llama_vocab_is_eog(_vocabulary, token) != 0;
            _control[token] = NativeMethods.llama_vocab_is_control(_vocabulary, token) != 0;
            LongestPieceBytes = Math.Max(LongestPieceBytes, PieceLength(token, buffer));
        }

        BeginningOfSequence = NativeMethods.llama_vocab_get_add_bos(_vocabulary) != 0
            ? NativeMethods.llama_vocab_bos(_vocabulary)
            : null;

        // SentencePiece puts a space before every text that it is given, also where the text goes on in the middle of a line.
        _guardTokens = NativeMethods.llama_vocab_type(_vocabulary) == SentencePieceType
            ? TokenizePlain(Guard, parseSpecial: false)
            : null;
    }

    public int Size { get; }

    /// <summary>Gets the most bytes of text that one token stands for.</summary>
    public int LongestPieceBytes { get; } = 1;

    /// <summary>Gets the token that the model wants before a prompt, or null if it wants none.</summary>
    public int? BeginningOfSequence { get; }

    public bool IsEndOfGeneration(int token) => _endOfGeneration[token];

    public bool IsControl(int token) => _control[token];

    /// <summary>Returns the tokens of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parseSpecial">Whether markers such as <c>&lt;|im_start|&gt;</c> become control tokens; never true for text from outside.</param>
    /// <param name="continuesText">Whether text stands right before, so that this does not begin a new one.</param>
    public int[] Tokenize(string text, bool parseSpecial, bool continuesText)
    {
        if (_guardTokens is null || !continuesText || text.Length == 0)
        {
            return TokenizePlain(text, parseSpecial);
        }

        int[] guarded = TokenizePlain(Guard + text, parseSpecial);
        return guarded.AsSpan().StartsWith(_guardTokens) ? guarded[_guardTokens.Length..] : TokenizePlain(text, parseSpecial);
    }

    /// <summary>Copies the bytes that a token stands for; control tokens stand for none.</summary>
    /// <returns>The number of bytes.</returns>
    public int CopyPiece(int token, ref byte[] buffer)
    {
        int length = PieceLength(token, buffer);
        if (length > buffer.Length)
        {
            buffer = new byte[length];
            length = PieceLength(token, buffer);
        }

        return length;
    }

    /// <summary>Returns a token's text as the vocabulary has it, markers included.</summary>
    public string Text(int token)
    {
        using ModelLease lease = new(_model);
        return NativeMethods.Text(NativeMethods.llama_vocab_get_text(_vocabulary, token));
    }

    /// <summary>Makes a sampler that lets through what matches a grammar; 0 if it is not valid.</summary>
    public nint CreateGrammarSampler(string grammar)
    {
        using ModelLease lease = new(_model);
        return NativeMethods.llama_sampler_init_grammar(_vocabulary, grammar, "root");
    }

    private int PieceLength(int token, Span<byte> buffer)
    {
        using ModelLease lease = new(_model);
        fixed (byte* pointer = buffer)
        {
            return Math.Abs(NativeMethods.llama_token_to_piece(_vocabulary, token, pointer, buffer.Length, leftStrip: 0, special: 0));
        }
    }

    private int[] TokenizePlain(string text, bool parseSpecial)
    {
        if (text.Length == 0)
        {
            return [];
        }

        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int[] tokens = ArrayPool<int>.Shared.Rent(text.Length + 16);
        try
        {
            int bytes = Encoding.UTF8.GetBytes(text, utf8);
            int count = Tokenize(utf8.AsSpan(0, bytes), tokens, parseSpecial);
            if (count < 0 && count != int.MinValue)
            {
                ArrayPool<int>.Shared.Return(tokens);
                tokens = ArrayPool<int>.Shared.Rent(-count);
                count = Tokenize(utf8.AsSpan(0, bytes), tokens, parseSpecial);
            }

            return count >= 0
                ? tokens[..count]
                : throw new LocalRagException($"A text of {text.Length} characters cannot be turned into tokens.", "Use a shorter text.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
            ArrayPool<int>.Shared.Return(tokens);
        }
    }

    private int Tokenize(ReadOnlySpan<byte> utf8, int[] tokens, bool parseSpecial)
    {
        using ModelLease lease = new(_model);
        fixed (byte* text = utf8)
        fixed (int* output = tokens)
        {
            return NativeMethods.llama_tokenize(_vocabulary, text, utf8.Length, output, tokens.Length, addSpecial: 0, parseSpecial ? (byte)1 : (byte)0);
        }
    }
}
