using LocalRag.LlamaCpp.Templates;
using LocalRag.LlamaCpp.Tools;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A model that is ready for requests: weights, template and engine, which go together.</summary>
internal sealed class LoadedModel(LlamaModel model, ChatTemplate template, IToolCallFormat? tools, PromptBuilder prompts, LlamaEngine engine) : IDisposable
{
    public LlamaModel Model { get; } = model;

    public ChatTemplate Template { get; } = template;

    /// <summary>Gets how the template tells of tools; null where it has none.</summary>
    public IToolCallFormat? Tools { get; } = tools;

    public PromptBuilder Prompts { get; } = prompts;

    public LlamaEngine Engine { get; } = engine;

    // The order matters: the engine's thread frees the context, and only then may the weights go.
    public void Dispose()
    {
        Engine.Dispose();
        Model.Dispose();
    }
}
