using System.Numerics;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Chooses how many tokens the context holds: all that are configured, or with <c>Llama:DynamicContext</c> as many as the requests in sight need.</summary>
/// <remarks>Safe for use from several threads. The sizes are powers of two, so that a little more than before does not mean a new context.</remarks>
internal sealed class ContextWindow
{
    /// <summary>The smallest context: below it a context saves little.</summary>
    public const int Smallest = 512;

    private int _largestNeed;

    /// <summary>Returns the size of the context that holds a request of so many tokens.</summary>
    public static int SizeFor(int tokens, LlamaOptions options) => options.DynamicContext
        ? (int)Math.Min((uint)options.ContextTokens, BitOperations.RoundUpToPowerOf2((uint)Math.Max(tokens, Smallest)))
        : options.ContextTokens;

    /// <summary>Takes note of a request's need.</summary>
    public void Note(int tokens)
    {
        int before;
        do
        {
            before = Volatile.Read(ref _largestNeed);
        }
        while (tokens > before && Interlocked.CompareExchange(ref _largestNeed, tokens, before) != before);
    }

    /// <summary>Returns the size that was enough since the last call, and starts anew.</summary>
    public int TakeEnough(LlamaOptions options) => SizeFor(Interlocked.Exchange(ref _largestNeed, 0), options);
}
