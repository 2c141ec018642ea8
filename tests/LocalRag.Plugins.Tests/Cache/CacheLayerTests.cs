using LocalRag.Plugins.Cache;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

public sealed class AnswerCacheLayerTests : AnswersLayerConformanceTests
{
    protected override bool CachesResponses => true;

    protected override IChatClient CreateLayer(IChatClient inner) => new TestPluginBuilder().With(new CachePlugin()).BuildAnswers(inner);
}

public sealed class GenerationCacheLayerTests : ChatLayerConformanceTests
{
    protected override bool CachesResponses => true;

    // The suite does not say a temperature.
    protected override IChatClient CreateLayer(IChatClient inner) => new TestPluginBuilder(("KeepRandom", "true")).With(new CachePlugin()).BuildChat(inner);
}

public sealed class EmbeddingCacheLayerTests : EmbeddingLayerConformanceTests
{
    protected override bool CachesResponses => true;

    protected override IEmbeddingGenerator<string, Embedding<float>> CreateLayer(IEmbeddingGenerator<string, Embedding<float>> inner) =>
        new TestPluginBuilder().With(new CachePlugin()).BuildEmbeddings(inner);
}

public sealed class RetrievalCacheLayerTests : RetrievalLayerConformanceTests
{
    protected override bool CachesResponses => true;

    protected override IRetriever CreateLayer(IRetriever inner) => new TestPluginBuilder().With(new CachePlugin()).BuildRetrieval(inner);
}
