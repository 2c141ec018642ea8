using LocalRag.LlamaCpp.Templates;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A model that is ready for requests: weights, template and engine, which go together.</summary>
internal sealed class LoadedModel(LlamaModel model, ChatTemplate template, PromptBuilder prompts, LlamaEngine engine) : IDisposable
{
    public LlamaModel Model { get; } = model;

    public ChatTemplate Template { get; } = template;

    public PromptBuilder Prompts { get; } = prompts;

    public LlamaEngine Engine { get; } = engine;

    // The order matters: the engine's thread frees the context, and only then may the weights go.
    public void Dispose()
    {
        Engine.Dispose();
        Model.Dispose();
    }
}
