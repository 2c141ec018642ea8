namespace LocalRag.LlamaCpp.Engine;

/// <summary>One request's hold on a loaded model, from before its prompt is built until its answer was read.</summary>
internal sealed class ModelUse(LoadedModel model, TimeSpan? loadTime, Action onEnd) : IDisposable
{
    private bool _handedIn;
    private bool _ended;

    public LoadedModel Model { get; } = model;

    /// <summary>Gets how long the request waited for the model to be loaded; null where it was there.</summary>
    public TimeSpan? LoadTime { get; } = loadTime;

    /// <summary>Hands the request to the engine.</summary>
    /// <exception cref="LocalRagException">The queue is full.</exception>
    public void Submit(GenerationRequest request)
    {
        Model.Engine.Submit(request);
        HandIn();
    }

    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        HandIn();
        Model.Weights.Release();
        onEnd();
    }

    private void HandIn()
    {
        if (!_handedIn)
        {
            _handedIn = true;
            Model.HandIn();
        }
    }
}
