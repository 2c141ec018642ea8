using System.Numerics;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Chooses the size of the context: the one that is configured, or with <c>Llama:DynamicContext</c> what the requests in sight need.</summary>
/// <remarks>
/// Safe for use from several threads. The tokens are powers of two, so that a little more than before does not mean a new context. The sequences are one for a
/// request that is alone, and else all of them: a context that grew by one for each request that joins would be made anew for each.
/// </remarks>
internal sealed class ContextWindow
{
    /// <summary>The fewest tokens: below it a context saves little.</summary>
    public const int Smallest = 512;

    private readonly Lock _lock = new();
    private int _tokens;
    private int _requests;

    /// <summary>Returns the size that holds a request of so many tokens, beside others.</summary>
    /// <param name="tokens">What the request takes.</param>
    /// <param name="requests">How many there are with it.</param>
    /// <param name="options">The settings.</param>
    public static ContextSize SizeFor(int tokens, int requests, LlamaOptions options) => options.DynamicContext
        ? new ContextSize(
            (int)Math.Min((uint)options.ContextTokens, BitOperations.RoundUpToPowerOf2((uint)Math.Max(tokens, Smallest))),
            requests > 1 ? options.Sequences : 1)
        : new ContextSize(options.ContextTokens, options.Sequences);

    /// <summary>Takes note of a request's need.</summary>
    public void Note(int tokens, int requests)
    {
        lock (_lock)
        {
            _tokens = Math.Max(_tokens, tokens);
            _requests = Math.Max(_requests, requests);
        }
    }

    /// <summary>Returns the size that was enough since the last call, and starts anew.</summary>
    public ContextSize TakeEnough(LlamaOptions options)
    {
        lock (_lock)
        {
            ContextSize enough = SizeFor(_tokens, _requests, options);
            (_tokens, _requests) = (0, 0);
            return enough;
        }
    }
}
