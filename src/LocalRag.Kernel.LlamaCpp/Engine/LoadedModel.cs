using LocalRag.LlamaCpp.Memory;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Templates;
using LocalRag.LlamaCpp.Tools;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A model that is ready for requests: weights, template and engine, which go together, and the settings that they were made by.</summary>
/// <remarks>
/// 1. A request enters before its prompt is built and leaves when its answer was read; in between the weights stay.
/// 2. A model that is retired lets nobody in; it is closed when those who entered have handed in their requests and the engine has answered them.
/// 3. What follows a retired model may share its weights, and starts its engine once the old engine has ended: two engines at once would halve each other.
/// </remarks>
internal sealed class LoadedModel(ModelWeights weights, LlamaOptions settings, PromptBuilder prompts, LlamaEngine engine, PrefixStore prefixes, EngineMemory entries) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _handedIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _entering;
    private bool _retired;
    private volatile bool _lost;
    private int _disposed;

    public ModelWeights Weights { get; } = weights;

    public LlamaModel Model => Weights.Model;

    public ChatTemplate Template => Weights.Template;

    /// <summary>Gets how the template tells of tools; null where it has none.</summary>
    public IToolCallFormat? Tools => Weights.Tools;

    /// <summary>Gets the settings that model and context were made by.</summary>
    public LlamaOptions Settings { get; } = settings;

    public PromptBuilder Prompts { get; } = prompts;

    public LlamaEngine Engine { get; } = engine;

    /// <summary>Gets the prefixes that its engine reuses.</summary>
    public PrefixStore Prefixes { get; } = prefixes;

    /// <summary>Gets the size of the context now; with <c>Llama:DynamicContext</c> less than the settings allow.</summary>
    public ContextSize Size => Engine.Size;

    /// <summary>Gets how many bytes weights and context take, by the ledger.</summary>
    public long Bytes => Weights.Bytes + entries.Bytes;

    /// <summary>Gets how many bytes weights and context take on a GPU.</summary>
    public long DeviceBytes => Weights.DeviceBytes + entries.DeviceBytes;

    /// <summary>Returns whether a prompt that was built for another model is one for this.</summary>
    public bool TakesPromptsOf(LoadedModel other) => Weights == other.Weights && Settings.ContextTokens == other.Settings.ContextTokens;

    /// <summary>Returns whether all of a prompt's beginning is at hand.</summary>
    public bool Knows(Prompt beginning) =>
        Prefixes.Match(PromptPieces.Cut(beginning, Settings.PrefillPieceTokens)) is { } prefix && prefix.Tokens == beginning.TokenCount;

    /// <summary>Returns what has to be computed so that all evidence of a prompt can be taken over; nothing where the prompt needs no evidence from elsewhere.</summary>
    public IReadOnlyList<Prompt> MissingEvidence(Prompt prompt)
    {
        if (prompt.Evidence is not { } evidence || evidence.Segments.Count == 0)
        {
            return [];
        }

        Prompt beginning = new([.. prompt.Segments.Take(evidence.Segments.Max() + 1)]);
        Prompt[] needed = [.. evidence.Segments.Order().Select(segment => evidence.Behind(prompt.Segments[segment]))];
        return (needed is [Prompt only] && only.TokenCount == beginning.TokenCount) || Knows(beginning) ? [] : [.. needed.Where(text => !HasCopy(text))];
    }

    private bool HasCopy(Prompt text) =>
        Prefixes.Match(PromptPieces.Cut(text, Settings.PrefillPieceTokens)) is { } prefix && prefix.Tokens == text.TokenCount && Prefixes.HasCopy(prefix);

    /// <summary>Lets a request in, unless the model is being replaced.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_retired || !Weights.TryShare())
            {
                return false;
            }

            _entering++;
            return true;
        }
    }

    /// <summary>Tells that its device has failed: nothing is read from there any more.</summary>
    public void Lose() => _lost = true;

    /// <summary>Tells that a request that entered has been handed to the engine, or will not be.</summary>
    public void HandIn()
    {
        lock (_lock)
        {
            if (--_entering == 0 && _retired)
            {
                _handedIn.TrySetResult();
            }
        }
    }

    /// <summary>Lets nobody in any more, and closes the engine when it has answered everybody.</summary>
    public async Task RetireAsync()
    {
        lock (_lock)
        {
            _retired = true;
            if (_entering == 0)
            {
                _handedIn.TrySetResult();
            }
        }

        await _handedIn.Task;
        try
        {
            await Engine.DrainAsync(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The client was disposed of meanwhile, which ended the requests.
        }

        Close(keepPrefixes: true);
    }

    // The order matters: the engine's thread frees the context, and only then may the weights go.
    public void Dispose() => Close(Engine.HasPersistentPrefixes);

    private void Close(bool keepPrefixes)
    {
        lock (_lock)
        {
            _retired = true;
        }

        Engine.Close(keepPrefixes && !_lost);
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // The context is free by now; the arbiter then has the C library give that back.
            entries.Dispose();
            Weights.Release();
        }
    }
}
