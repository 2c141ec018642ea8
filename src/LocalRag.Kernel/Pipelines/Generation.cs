using Microsoft.Extensions.AI;

namespace LocalRag.Pipelines;

/// <summary>One immutable composition of the four pipelines. Calls lease the generation that they began with; the last one out lets it go.</summary>
/// <remarks>
/// 1. A lease is taken only while the generation is not retired, by one compare-and-exchange over the count and the retired mark together,
///    so that no call can begin on a generation whose disposal has begun.
/// 2. Retiring forbids new leases and waits for those that are out; past the limit it cancels their linked token and waits a little longer.
/// 3. What still runs after that is reported, and the chains are disposed beneath it: a call that ignores cancellation can't hold a swap for ever.
/// 4. A plain generation (no plugin) has nothing to let go of, so its calls take no lease.
/// </remarks>
internal sealed class Generation : IDisposable
{
    /// <summary>The sign bit of <see cref="_state"/> marks a retired generation; the bits below count the leases.</summary>
    private const int RetiredMark = int.MinValue;

    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PipelineSet _pipelines;
    private readonly IAsyncDisposable? _owned;
    private int _state;

    public Generation(long number, PipelineSet pipelines, IAsyncDisposable? owned)
    {
        Number = number;
        _pipelines = pipelines;
        _owned = owned;
        Aborted = _aborted.Token;
    }

    public long Number { get; }

    public IChatClient Answers => _pipelines.Answers;

    public IChatClient Chat => _pipelines.Chat;

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings => _pipelines.Embeddings;

    public IRetriever Retrieval => _pipelines.Retrieval;

    /// <summary>Gets whether there is no plugin, so that calls need no lease.</summary>
    public bool IsPlain => _owned is null;

    /// <summary>Gets the number of calls that run on it.</summary>
    public int Leases => Volatile.Read(ref _state) & ~RetiredMark;

    /// <summary>Gets the token that is cancelled when the drain limit has passed; also to be had after disposal.</summary>
    public CancellationToken Aborted { get; }

    public bool TryLease()
    {
        int state = Volatile.Read(ref _state);
        while (state >= 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (seen == state)
            {
                return true;
            }

            state = seen;
        }

        return false;
    }

    /// <summary>Ends a lease; where none was taken, because the generation is plain, it does nothing.</summary>
    public void Release()
    {
        if (!IsPlain && Interlocked.Decrement(ref _state) == RetiredMark)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Runs a call on a generation that was leased for it, and gives the lease back.</summary>
    /// <param name="call">Given the generation and a token that the caller, or the drain limit, cancels.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public async Task<TResult> RunLeasedAsync<TResult>(Func<Generation, CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Aborted);
            return await call(this, linked.Token);
        }
        catch (OperationCanceledException) when (IsCancelled(cancellationToken))
        {
            throw ExplainCancellation(cancellationToken);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Returns whether a leased call was cancelled by its caller or by the drain limit.</summary>
    public bool IsCancelled(CancellationToken callerToken) => callerToken.IsCancellationRequested || Aborted.IsCancellationRequested;

    /// <summary>Returns what the caller of a cancelled call should see: it knows its own token, not the one that is linked to it.</summary>
    public Exception ExplainCancellation(CancellationToken callerToken) => callerToken.IsCancellationRequested
        ? new OperationCanceledException(callerToken)
        : new LocalRagException(
            $"The call was cancelled: the plugins that it went through (generation {Number}) were replaced, and it did not end within Plugins:DrainLimit.",
            "Ask again, or set a longer Plugins:DrainLimit.");

    /// <summary>Waits for the calls on it to end, cancels those that have not at the limit, then disposes its chains and plugins.</summary>
    /// <param name="drainLimit">How long the calls may take.</param>
    /// <param name="cancellationGrace">How long they may take once they are cancelled.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="closing">Ends the wait before the limit: the host closes.</param>
    /// <returns>The number of calls that were still running when it was disposed: 0 unless one ignores cancellation.</returns>
    public async Task<int> RetireAsync(TimeSpan drainLimit, TimeSpan cancellationGrace, TimeProvider timeProvider, CancellationToken closing)
    {
        if (Interlocked.Or(ref _state, RetiredMark) == 0)
        {
            _drained.TrySetResult();
        }

        if (!await DrainedWithinAsync(drainLimit, timeProvider, closing))
        {
            await _aborted.CancelAsync();
            await DrainedWithinAsync(cancellationGrace, timeProvider, CancellationToken.None);
        }

        int left = Leases;
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }

        return left;
    }

    public void Dispose() => _aborted.Dispose();

    private async Task<bool> DrainedWithinAsync(TimeSpan limit, TimeProvider timeProvider, CancellationToken closing)
    {
        try
        {
            await _drained.Task.WaitAsync(limit, timeProvider, closing);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
