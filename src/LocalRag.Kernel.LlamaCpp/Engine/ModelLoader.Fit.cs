namespace LocalRag.LlamaCpp.Engine;

/// <content>Makes the context as large as the requests in sight need.</content>
internal sealed partial class ModelLoader
{
    /// <summary>Makes sure that the context holds a request of so many tokens, as far as the settings allow, and that requests run together where there is room for it.</summary>
    /// <returns>The request's hold on the model from here on.</returns>
    /// <exception cref="LocalRagException">A larger context cannot be made.</exception>
    public async ValueTask<ModelUse> FitAsync(ModelUse use, int tokens, CancellationToken cancellationToken)
    {
        int requests = Volatile.Read(ref _users);
        _window.Note(tokens, requests);
        while (SizeFor(use.Model, tokens, requests) is var size && !use.Model.Size.Holds(size))
        {
            use.Dispose();
            await ReplaceAsync(async old => old.Size.Holds(size) ? null : await _factory.WithContextAsync(old, old.Settings, size.With(old.Size))).WaitAsync(cancellationToken);
            use = await EnterAsync(cancellationToken);
        }

        return use;
    }

    /// <summary>A request has to have its tokens. That it has a sequence of its own is a matter of speed: without memory for it, it waits for the others.</summary>
    private ContextSize SizeFor(LoadedModel model, int tokens, int requests)
    {
        ContextSize size = ContextWindow.SizeFor(tokens, requests, model.Settings);
        return size.Sequences <= model.Size.Sequences || _factory.HasRoom(model, size.With(model.Size)) ? size : size with { Sequences = model.Size.Sequences };
    }
}
