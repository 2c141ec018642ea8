using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Sampling;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

[assembly: AssemblyFixture(typeof(LocalRag.LlamaCpp.Tests.ChatModelFixture))]

namespace LocalRag.LlamaCpp.Tests;

/// <summary>The sample model, loaded once for all tests, with a small context.</summary>
public sealed class ChatModelFixture : IAsyncLifetime
{
    internal const int ContextTokens = 768;

    internal LlamaOptions Options { get; } = NewOptions();

    internal LlamaChatClient Client { get; private set; } = null!;

    internal LoadedModel Model { get; private set; } = null!;

    internal LlamaEngine Engine => Model.Engine;

    internal static LlamaOptions NewOptions() => new() { ContextTokens = ContextTokens };

    internal static LlamaChatClient NewClient(LlamaOptions options) =>
        new(Microsoft.Extensions.Options.Options.Create(options), new FixedModelStore(RepositoryPaths.ChatModel));

    /// <summary>Makes an engine of its own over the shared weights.</summary>
    internal LlamaEngine NewEngine(LlamaOptions options, Func<DecodeBatch, int>? interceptor = null) =>
        new(Model.Model, options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, interceptor);

    internal GenerationRequest NewRequest(string question, int maxTokens = 8, CancellationToken cancellationToken = default)
        => NewRequest(Model.Prompts.Build([new ChatMessage(ChatRole.User, question)], null), maxTokens, cancellationToken);

    internal GenerationRequest NewRequest(Prompt prompt, int maxTokens = 8, CancellationToken cancellationToken = default)
        => new(prompt, new TokenSampler(Model.Model.Vocabulary, new SamplingSettings(), maxTokens), maxTokens, cancellationToken);

    public async ValueTask InitializeAsync()
    {
        Client = NewClient(Options);
        ModelLoader loader = (ModelLoader)Client.GetService(typeof(ModelLoader))!;
        Model = await loader.GetAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
