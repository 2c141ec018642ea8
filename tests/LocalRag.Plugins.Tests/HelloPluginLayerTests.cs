using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class HelloPluginLayerTests : RetrievalLayerConformanceTests
{
    protected override IRetriever CreateLayer(IRetriever inner) => new TestPluginBuilder().With(new StopwatchPlugin()).BuildRetrieval(inner);
}
