using LocalRag.LlamaCpp.Drafting;
using LocalRag.LlamaCpp.Prefixes;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Runs requests over a model: a queue, and one thread that owns the one context.</summary>
/// <remarks>
/// 1. Only the engine's thread touches the context, the sequences and the samplers of submitted requests.
/// 2. Callers reach it through the queue, and it reaches them through each request's channel; it never waits for a caller.
/// 3. The context is freed by the engine's thread as it ends; the model is freed by its owner after <see cref="Dispose"/>.
/// 4. An engine that is not started takes requests and keeps them until it is.
/// </remarks>
internal sealed partial class LlamaEngine : IDisposable
{
    /// <summary>How long nobody must have asked before the engine checks approximate answers: the next question often follows at once.</summary>
    private static readonly TimeSpan s_auditAfter = TimeSpan.FromMilliseconds(200);

    private readonly RequestQueue _queue;
    private readonly SequenceScheduler _scheduler;
    private readonly PrefixStore? _prefixes;
    private readonly ILogger _logger;
    // Left to its finalizer: callers may still set it while the engine is being disposed of.
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Lock _idleLock = new();
    private readonly Thread _thread;
    private TaskCompletionSource<EngineRest>? _idle;
    private volatile bool _stopping;
    private volatile bool _keepPrefixes;
    private int _started;

    public LlamaEngine(LlamaModel model, LlamaOptions options, ILogger logger, PrefixStore? prefixes = null, Func<DecodeBatch, int>? interceptor = null, DraftingLedger? drafting = null, bool start = true)
    {
        _logger = logger;
        Size = new ContextSize(options.ContextTokens, options.Sequences);
        _queue = new RequestQueue(options.QueueLength);
        _scheduler = new SequenceScheduler(model.CreateContext(options, SequenceScheduler.Outputs(options)), model, options, logger, prefixes, drafting, interceptor);
        _prefixes = prefixes;
        Apply(options);
        _thread = new Thread(Run) { Name = "LocalRag llama.cpp", IsBackground = true };
        if (start)
        {
            Start();
        }
    }

    /// <summary>Gets how many requests run at the same time, and how many tokens one may take.</summary>
    public ContextSize Size { get; }

    /// <summary>Gets whether prefixes outlive the process.</summary>
    public bool HasPersistentPrefixes => _prefixes is { IsPersistent: true };

    /// <summary>Begins to work on requests; once is enough.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            // Without the flow of the first caller: the thread would keep the async locals of the plugin that the call came through.
            _thread.UnsafeStart();
        }
    }

    /// <summary>Takes over the settings that need no new context.</summary>
    public void Apply(LlamaOptions settings)
    {
        _queue.Capacity = settings.QueueLength;
        _prefixes?.SetBudget(settings.PrefixReuse ? (long)settings.PrefixReuseMiB << 20 : 0);
        _scheduler.Apply(settings);
        _wake.Set();
    }

    /// <summary>Gets how many requests have a sequence.</summary>
    public int Running => _scheduler.ActiveCount - (_scheduler.IsAuditing ? 1 : 0);

    /// <summary>Gets how many requests wait for one.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Puts a request in the queue. The engine owns its sampler from here on, also if this throws.</summary>
    /// <exception cref="LocalRagException">The queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The engine was closed.</exception>
    public void Submit(GenerationRequest request)
    {
        try
        {
            _queue.Enqueue(request);
        }
        catch (Exception exception)
        {
            request.Complete(GenerationEnd.None, exception);
            throw;
        }

        _wake.Set();
    }

    /// <summary>Waits until nothing is queued or running, and returns the last position that each sequence still holds, -1 for none.</summary>
    public async Task<IReadOnlyList<int>> DrainAsync(CancellationToken cancellationToken) => (await RestAsync(cancellationToken)).LastPositions;

    /// <summary>Waits until nothing is queued or running, and returns what the sequences hold then.</summary>
    public async Task<EngineRest> RestAsync(CancellationToken cancellationToken)
    {
        Task<EngineRest> idle;
        lock (_idleLock)
        {
            ObjectDisposedException.ThrowIf(_stopping, typeof(LlamaChatClient));
            _idle ??= new TaskCompletionSource<EngineRest>(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        _wake.Set();
        return await idle.WaitAsync(cancellationToken);
    }

    /// <summary>Ends all requests with an <see cref="ObjectDisposedException"/>, and returns when the thread has ended and the context is free.</summary>
    /// <param name="keepPrefixes">Whether what the sequences hold of prompts is copied for an engine to come.</param>
    public void Close(bool keepPrefixes)
    {
        _keepPrefixes |= keepPrefixes;
        _queue.Close();
        lock (_idleLock)
        {
            _stopping = true;
        }

        // The thread frees what it owns, so it has to run.
        Start();
        _wake.Set();
        _thread.Join();
    }

    public void Dispose() => Close(HasPersistentPrefixes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A step of the chat engine failed; the requests in it were ended, the engine goes on.")]
    private static partial void LogStepFailed(ILogger logger, Exception exception);

    private void Run()
    {
        using (_scheduler)
        {
            while (!_stopping)
            {
                Admit();
                if (_scheduler.ActiveCount == 0)
                {
                    _scheduler.Tidy();
                    if (_scheduler.Calibrate())
                    {
                        continue;
                    }

                    SignalIdle();
                    if (!_scheduler.HasAudits)
                    {
                        _wake.WaitOne();
                    }
                    else if (!_wake.WaitOne(s_auditAfter))
                    {
                        _scheduler.StartAudit();
                    }

                    continue;
                }

                try
                {
                    _scheduler.Step();
                }
                catch (Exception exception)
                {
                    // The thread must outlive whatever a step throws: it is the only one that can end the other requests.
                    LogStepFailed(_logger, exception);
                    _scheduler.FailAll(new LocalRagException("The chat engine failed in the middle of this request.", "Try again; the log has the cause.", exception));
                }
            }

            ObjectDisposedException closed = new(nameof(LlamaChatClient));
            _scheduler.FailAll(closed);
            while (_queue.TryDequeue(out GenerationRequest request))
            {
                request.Complete(GenerationEnd.None, closed);
            }

            _scheduler.DropPrefixes(_keepPrefixes);
            SignalIdle();
        }
    }

    private void Admit()
    {
        _scheduler.DropGivenUp();
        _queue.DropGivenUp();
        if (_scheduler.IsAuditing && (_queue.Count > 0 || IsAwaited))
        {
            _scheduler.GiveWay();
        }

        while (_scheduler.HasFreeSlot && _queue.TryDequeue(out GenerationRequest request))
        {
            _scheduler.Start(request);
        }
    }

    private bool IsAwaited
    {
        get
        {
            lock (_idleLock)
            {
                return _idle is not null;
            }
        }
    }

    private void SignalIdle()
    {
        lock (_idleLock)
        {
            _idle?.TrySetResult(new EngineRest(_scheduler.LastPositions, _scheduler.Occupied));
            _idle = null;
        }
    }
}
