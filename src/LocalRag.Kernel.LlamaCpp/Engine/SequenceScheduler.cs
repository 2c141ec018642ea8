using System.Diagnostics;
using LocalRag.LlamaCpp.Drafting;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Sampling;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Runs up to <c>Llama:Sequences</c> requests over one context, a step at a time. Used by the engine's thread alone.</summary>
/// <remarks>
/// 1. A step is one piece of one prompt, or one token for every running sequence; the two kinds take turns, so that a long prompt does not stall running answers.
/// 2. A piece never crosses the end of a segment: the same segment is always computed in the same shape, whatever surrounds it.
/// 3. Prompts are processed in the order of arrival.
/// 4. Requests that were given up are dropped between steps, and their keys and values with them.
/// 5. A step that fails takes down the requests in it, and no others.
/// </remarks>
internal sealed partial class SequenceScheduler : IDisposable
{
    private readonly LlamaContextHandle _context;
    private readonly ComputeThreadPool? _threads;
    private readonly ThreadGovernor? _governor;
    private readonly Vocabulary _vocabulary;
    private readonly nint _memory;
    private readonly int _pieceTokens;
    private readonly int _contextTokens;
    private readonly Func<DecodeBatch, int>? _interceptor;
    private readonly SequenceSlot[] _slots;
    private readonly List<SequenceSlot> _prefilling;
    private readonly List<SequenceSlot> _step;
    private readonly DecodeBatch _batch;
    private readonly CandidateBuffer _candidates = new();
    private readonly bool _canDraft;
    private readonly string? _device;
    private readonly SequencePrefixes? _prefixes;
    private readonly ILogger _logger;
    private volatile LlamaOptions _settings;
    private volatile bool _reproducible;
    private volatile bool _reusePrefixes;
    private bool _prefillNext = true;

    /// <param name="context">The context; owned by the scheduler from here on.</param>
    /// <param name="model">The model of the context.</param>
    /// <param name="options">The engine's settings.</param>
    /// <param name="logger">Is told what no longer has an effect.</param>
    /// <param name="prefixes">The prefixes that can be reused; null for none.</param>
    /// <param name="drafting">What drafting has learned; null to begin anew.</param>
    /// <param name="interceptor">For tests: sees each batch first, and its result takes the place of the computation unless it is 0.</param>
    public SequenceScheduler(
        LlamaContextHandle context, LlamaModel model, LlamaOptions options, ILogger logger, PrefixStore? prefixes, DraftingLedger? drafting, Func<DecodeBatch, int>? interceptor)
    {
        _context = context;
        int threads = Math.Max(LlamaModel.Threads(options), LlamaModel.BatchThreads(options));
        _threads = ComputeThreadPool.Attach(context, threads);
        _governor = options.AdaptiveThreads && options.GpuLayers == 0 ? new ThreadGovernor(threads) : null;
        _vocabulary = model.Vocabulary;
        _settings = options;
        _logger = logger;
        _memory = NativeMethods.llama_get_memory(context);
        _pieceTokens = options.PrefillPieceTokens;
        _contextTokens = options.ContextTokens;
        _interceptor = interceptor;
        _slots = [.. Enumerable.Range(0, options.Sequences).Select(id => new SequenceSlot(id))];
        _prefilling = new List<SequenceSlot>(options.Sequences);
        _step = new List<SequenceSlot>(options.Sequences);
        _batch = new DecodeBatch(Math.Max(options.PrefillPieceTokens, Outputs(options)));
        _canDraft = options.Drafting;
        _device = options.GpuLayers > 0 ? options.GpuDevice : null;
        _prefixes = prefixes is null ? null : new SequencePrefixes(context, prefixes, options.Sequences, options.PrefillPieceTokens);
        _evidence = prefixes is null ? null : new EvidenceSplicer(context, model.Handle, prefixes, options.PrefillPieceTokens);
        _guard = prefixes?.Evidence;
        _drafting = drafting ?? new DraftingLedger();
        Apply(options);
    }

    /// <summary>Gets how many requests have a sequence.</summary>
    public int ActiveCount { get; private set; }

    public bool HasFreeSlot => ActiveCount < _slots.Length;

    /// <summary>Gets the highest position in each sequence that the context holds; -1 for none.</summary>
    public IReadOnlyList<int> LastPositions => [.. _slots.Select(slot => NativeMethods.llama_memory_seq_pos_max(_memory, slot.Id))];

    /// <summary>Gets how many sequences hold something that is not a prefix that is kept.</summary>
    public int Occupied => LastPositions.Index().Count(sequence => sequence.Item >= 0 && sequence.Item != _prefixes?.LastPosition(sequence.Index));

    /// <summary>Returns of how many tokens of a batch the logits are read at most: one of each sequence, or a draft and the token before it.</summary>
    public static int Outputs(LlamaOptions options) => options.Drafting ? Math.Max(options.Sequences, BatchCosts.Largest) : options.Sequences;

    /// <summary>Takes over the settings that need no new context; from any thread.</summary>
    public void Apply(LlamaOptions settings)
    {
        ApplyEvidence(settings);
        _settings = settings;
        _reproducible = settings.Reproducible;
        _reusePrefixes = settings.PrefixReuse && _prefixes is not null;
        _draft = settings.Drafting && _canDraft;
    }

    /// <summary>Gives a request a free sequence.</summary>
    public void Start(GenerationRequest request)
    {
        List<SequenceSlot> free = [.. _slots.Where(slot => slot.Request is null)];
        if (free.Count == 0)
        {
            throw new InvalidOperationException("A request was started while no sequence was free.");
        }

        SequenceSlot slot = _reusePrefixes ? _prefixes!.Claim(free, request) : free[0];
        if (!_reusePrefixes)
        {
            // It may hold a prefix from the time when those were reused, which is given back only when nothing runs.
            Empty(slot);
        }

        slot.Assign(request, _pieceTokens);
        _prefilling.Add(slot);
        ActiveCount++;
    }

    /// <summary>Empties the sequences of what was kept for requests to come.</summary>
    /// <param name="copy">Whether copies of it are kept, which outlive the context.</param>
    public void DropPrefixes(bool copy) => _prefixes?.Close(copy && _reusePrefixes);

    /// <summary>Gives back what was kept while prefixes were reused, now that they are not.</summary>
    public void Tidy()
    {
        if (!_reusePrefixes)
        {
            DropPrefixes(copy: false);
        }
    }

    /// <summary>Frees the sequences of requests that nobody waits for any more.</summary>
    public void DropGivenUp()
    {
        foreach (SequenceSlot slot in _slots)
        {
            if (slot.Request is { IsGivenUp: true } request)
            {
                Finish(slot, GenerationEnd.None, new OperationCanceledException(request.CancellationToken));
            }
        }
    }

    /// <summary>Ends all requests with an error.</summary>
    public void FailAll(Exception exception)
    {
        foreach (SequenceSlot slot in _slots)
        {
            if (slot.Request is not null)
            {
                Finish(slot, GenerationEnd.None, exception);
            }
        }
    }

    /// <summary>Runs one step; there is at least one active request.</summary>
    public void Step()
    {
        CollectDecoding();
        bool prefill = _prefilling.Count > 0 && (_prefillNext || _step.Count == 0);
        _prefillNext = !prefill;
        if (prefill)
        {
            // A piece of a prompt takes many times longer than a token: what the running answers have is not held back for it.
            foreach (SequenceSlot slot in _step)
            {
                slot.Request!.HandOver();
            }

            Prefill(_prefilling[0]);
        }
        else if (_step.Count == 1 && _step[0].Draft is not null)
        {
            DecodeDrafted(_step[0]);
        }
        else if (_reproducible)
        {
            DecodeOneByOne();
        }
        else
        {
            DecodeTogether();
        }
    }

    public void Dispose()
    {
        _evidence?.Dispose();
        _candidates.Dispose();
        _batch.Dispose();
        LlamaModel.Free(_context);
        _threads?.Dispose();
    }

    private void CollectDecoding()
    {
        _step.Clear();
        foreach (SequenceSlot slot in _slots)
        {
            if (slot.IsDecoding)
            {
                _step.Add(slot);
            }
        }
    }

    private void Choose(SequenceSlot slot, int outputIndex)
    {
        GenerationRequest request = slot.Request!;
        if (request.Audit is { } audit)
        {
            Compare(slot, audit, outputIndex);
            return;
        }

        int token;
        try
        {
            token = request.Sampler.Sample(_context, outputIndex, _candidates);
        }
        catch (LocalRagException exception)
        {
            Finish(slot, GenerationEnd.None, exception);
            return;
        }

        if (request.Trace is { IsFull: false } trace)
        {
            trace.Add(token, Likeliest(outputIndex));
        }

        if (_vocabulary.IsEndOfGeneration(token))
        {
            Finish(slot, GenerationEnd.Stop);
            return;
        }

        slot.Choose(token);
        slot.Draft?.Add(token);
        request.Deliver(token, Stopwatch.GetTimestamp());
        if (slot.Generated >= request.MaxTokens || slot.Position >= _contextTokens)
        {
            Finish(slot, GenerationEnd.Length);
        }
    }

    private void Finish(SequenceSlot slot, GenerationEnd end, Exception? exception = null)
    {
        GenerationRequest request = slot.Request!;
        if (_reusePrefixes && (exception is null or OperationCanceledException))
        {
            _prefixes!.Release(slot, copy: request.IsPrefillOnly);
        }
        else
        {
            Empty(slot);
        }

        if (slot.Draft is { } draft)
        {
            _drafting.End(draft);
        }

        KeepForAudit(request, exception);
        _hasAnswered |= end != GenerationEnd.None;
        _prefilling.Remove(slot);
        slot.Release();
        ActiveCount--;
        request.Complete(end, exception);
    }

    private void Empty(SequenceSlot slot)
    {
        NativeMethods.llama_memory_seq_rm(_memory, slot.Id, -1, -1);
        _prefixes?.Forget(slot.Id);
    }
}
