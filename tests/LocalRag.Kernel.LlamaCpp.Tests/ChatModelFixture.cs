using LocalRag.LlamaCpp.Drafting;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Sampling;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;

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

    // One thread: several wait for each other by spinning, which takes for ever on a machine that is busy with other things.
    internal static LlamaOptions NewOptions() => new() { ContextTokens = ContextTokens, Threads = 1 };

    internal static LlamaChatClient NewClient(LlamaOptions options) =>
        new(new ChangingSettings(options), new FixedModelStore(RepositoryPaths.ChatModel));

    /// <summary>Makes an engine of its own over the shared weights.</summary>
    internal LlamaEngine NewEngine(LlamaOptions options, Func<DecodeBatch, int>? interceptor = null, PrefixStore? prefixes = null, DraftingLedger? drafting = null) =>
        new(Model.Model, options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, prefixes, interceptor, drafting);

    internal GenerationRequest NewRequest(Prompt prompt, int maxTokens = 8)
        => NewCancellableRequest(prompt, maxTokens, TestContext.Current.CancellationToken);

    internal GenerationRequest NewCancellableRequest(Prompt prompt, int maxTokens, CancellationToken cancellationToken)
        => new(prompt, new TokenSampler(Model.Model.Vocabulary, new SamplingSettings(), maxTokens), maxTokens, cancellationToken);

    public async ValueTask InitializeAsync()
    {
        Client = NewClient(Options);
        ModelLoader loader = (ModelLoader)Client.GetService(typeof(ModelLoader))!;
        using ModelUse use = await loader.EnterAsync(CancellationToken.None);
        Model = use.Model;
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
