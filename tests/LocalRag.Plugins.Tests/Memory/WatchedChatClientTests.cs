using LocalRag.Plugins.Memory;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

public sealed class WatchedChatClientTests : ChatLayerConformanceTests
{
    protected override IChatClient CreateLayer(IChatClient inner) =>
        new WatchedChatClient(inner, new IdleWatch(new TestMemoryArbiter(), TimeProvider.System, TimeSpan.FromHours(1)));
}
