namespace LocalRag.LlamaCpp.Native;

/// <summary>Keeps a model from being freed while a pointer into it is in use.</summary>
internal readonly ref struct ModelLease
{
    private readonly LlamaModelHandle _model;

    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ModelLease(LlamaModelHandle model)
    {
        bool added = false;
        model.DangerousAddRef(ref added);
        _model = model;
    }

    public void Dispose() => _model.DangerousRelease();
}
