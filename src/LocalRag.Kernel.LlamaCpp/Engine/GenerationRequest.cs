using System.Diagnostics;
using System.Threading.Channels;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Sampling;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>One prompt on its way through the engine, and the tokens that come back.</summary>
/// <remarks>
/// The engine's thread writes, one reader reads. The tokens wait in memory, at most <see cref="MaxTokens"/> of them, so a slow reader holds up nobody.
/// Each hand-over wakes a thread of the reader's on a core that computes: of a small model's 130 tokens a second, that took 2 to 4%. So
/// tokens that come faster than an eye can follow are handed over together; the first one, and those of a slow model, at once.
/// </remarks>
internal sealed class GenerationRequest(Prompt prompt, TokenSampler sampler, int maxTokens, CancellationToken cancellationToken)
{
    private static readonly TimeSpan s_handOverInterval = TimeSpan.FromMilliseconds(20);

    private readonly Channel<int> _tokens =
        Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly RequestClock _clock = new();
    private readonly List<int> _held = [];
    private long? _handedOver;
    private volatile bool _abandoned;

    public Prompt Prompt { get; } = prompt;

    /// <summary>Gets what chooses the tokens; owned by the engine once the request is submitted.</summary>
    public TokenSampler Sampler { get; } = sampler;

    public int MaxTokens { get; } = maxTokens;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public ChannelReader<int> Tokens => _tokens.Reader;

    /// <summary>Gets why it ended; read it after <see cref="Tokens"/> has run dry.</summary>
    public GenerationEnd End { get; private set; }

    /// <summary>Gets whether only the prompt is wanted, to be there for requests that begin with it.</summary>
    public bool IsPrefillOnly { get; init; }

    /// <summary>Gets how many tokens at the prompt's end are the beginning of the answer, which another engine wrote.</summary>
    public int ContinuedTokens { get; init; }

    /// <summary>Gets or sets how many tokens of the prompt were not computed again; written by the engine before the first token.</summary>
    public int ReusedTokens { get; set; }

    /// <summary>Gets or sets how many of <see cref="ReusedTokens"/> were taken over from other prompts, which makes the answer an approximate one.</summary>
    public int ApproximateTokens { get; set; }

    /// <summary>Gets or sets up to which token of the prompt keys and values are those that computing the prompt would give.</summary>
    public int ExactTokens { get; set; } = int.MaxValue;

    /// <summary>Gets or sets what is kept of an answer that will be checked; null for most.</summary>
    public AnswerTrace? Trace { get; set; }

    /// <summary>Gets the answer that is checked; null for a request that somebody waits for.</summary>
    public EvidenceAudit? Audit { get; init; }

    /// <summary>Gets or sets how many tokens were guessed before they were computed, and how many of them were right; written by the engine before the last token.</summary>
    public int DraftedTokens { get; set; }

    /// <summary>Gets or sets how many of <see cref="DraftedTokens"/> were right.</summary>
    public int AcceptedTokens { get; set; }

    /// <summary>Gets whether nobody wants further tokens.</summary>
    public bool IsGivenUp => _abandoned || CancellationToken.IsCancellationRequested;

    /// <summary>Tells the engine that no further tokens are wanted.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>Tells that the engine has given the request a sequence.</summary>
    public void Begin() => _clock.Begin();

    /// <summary>Takes a token for the reader, and hands over what is held when the last hand-over is long enough ago.</summary>
    /// <param name="token">The token.</param>
    /// <param name="timestamp">Now, as <see cref="Stopwatch.GetTimestamp"/> returns it.</param>
    public void Deliver(int token, long timestamp)
    {
        _clock.Token();
        _held.Add(token);
        if (_handedOver is not { } last || Stopwatch.GetElapsedTime(last, timestamp) >= s_handOverInterval)
        {
            _handedOver = timestamp;
            HandOver();
        }
    }

    /// <summary>Lets the reader have all tokens now: before a step that may take long, and at the end.</summary>
    public void HandOver()
    {
        foreach (int token in _held)
        {
            _tokens.Writer.TryWrite(token);
        }

        _held.Clear();
    }

    /// <summary>Ends the request; what was delivered can still be read.</summary>
    public void Complete(GenerationEnd end, Exception? exception = null)
    {
        End = end;
        if (Audit is null)
        {
            _clock.End(Prompt.TokenCount);
        }

        Sampler.Dispose();
        HandOver();
        _tokens.Writer.TryComplete(exception);
    }
}
