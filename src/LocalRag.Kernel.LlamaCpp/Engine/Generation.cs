using LocalRag.LlamaCpp.Sampling;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>The tokens of one answer, whichever engine writes them: where a GPU fails on the way, the answer goes on on the processor, after the tokens that were read.</summary>
internal sealed class Generation : IDisposable
{
    // What was answered is computed in steps so small that they round like single tokens: the answer goes on as if it had been written there from the start.
    private const int TokensPerStep = 8;

    private readonly ModelLoader _loader;
    private readonly ModelUse _first;
    private readonly Prompt _prompt;
    private readonly SamplingSettings _sampling;
    private readonly int _maxTokens;
    private readonly CancellationToken _cancellationToken;
    private readonly List<int> _tokens = [];
    private ModelUse _use;

    /// <param name="loader">Has the model.</param>
    /// <param name="use">The request's hold on the model that its prompt is for; the caller ends it.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="sampling">How tokens are chosen.</param>
    /// <param name="maxTokens">The most tokens of the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Generation(ModelLoader loader, ModelUse use, Prompt prompt, SamplingSettings sampling, int maxTokens, CancellationToken cancellationToken)
    {
        _loader = loader;
        _first = _use = use;
        _prompt = prompt;
        _sampling = sampling;
        _maxTokens = maxTokens;
        _cancellationToken = cancellationToken;
        Request = NewRequest(use);
    }

    /// <summary>Gets the request that is with an engine now.</summary>
    public GenerationRequest Request { get; private set; }

    /// <summary>Gets how many tokens were read.</summary>
    public int Read => _tokens.Count;

    /// <summary>Hands the request to the engine.</summary>
    /// <exception cref="LocalRagException">The queue is full.</exception>
    public void Start() => _use.Submit(Request);

    public bool TryRead(out int token)
    {
        if (!Request.Tokens.TryRead(out token))
        {
            return false;
        }

        _tokens.Add(token);
        return true;
    }

    /// <summary>Waits for tokens; returns false at the end of the answer.</summary>
    /// <exception cref="LocalRagException">The engine failed.</exception>
    public async ValueTask<bool> WaitToReadAsync()
    {
        while (true)
        {
            try
            {
                return await Request.Tokens.WaitToReadAsync(_cancellationToken);
            }
            catch (DeviceFailedException failure)
            {
                await ResumeAsync(failure);
            }
        }
    }

    public void Dispose()
    {
        Request.Abandon();
        if (_use != _first)
        {
            _use.Dispose();
        }
    }

    // What follows has no layers on a GPU, so it cannot fail the same way again.
    private async Task ResumeAsync(DeviceFailedException failure)
    {
        ModelUse failed = _use;
        await _loader.LeaveDeviceAsync(failed.Model, failure, _cancellationToken);
        ModelUse next = await _loader.EnterAsync(_cancellationToken);
        try
        {
            next = await _loader.FitAsync(next, _prompt.TokenCount + _maxTokens, _cancellationToken);
            if (next.Model.Model.Path != failed.Model.Model.Path)
            {
                // The settings name another model by now, to which these tokens mean something else.
                throw failure;
            }

            Request = NewRequest(next);
            next.Submit(Request);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        _use = next;
        if (failed != _first)
        {
            failed.Dispose();
        }
    }

    private GenerationRequest NewRequest(ModelUse use)
    {
        TokenSampler sampler = new(use.Model.Model.Vocabulary, _sampling, _maxTokens);
        sampler.Continue(_tokens);
        Prompt whole = _tokens.Count == 0 ? _prompt : new Prompt([.. _prompt.Segments, .. _tokens.Chunk(TokensPerStep)]);
        return new GenerationRequest(whole, sampler, _maxTokens - _tokens.Count, _cancellationToken) { ContinuedTokens = _tokens.Count };
    }
}
