using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Acme.Sample.Tests;

/// <summary>The layer by itself: what every layer of the Chat pipeline must hold to.</summary>
public sealed class SampleClassChatClientTests : ChatLayerConformanceTests
{
    protected override IChatClient CreateLayer(IChatClient inner) =>
        new SampleClassChatClient(inner, new SampleClassOptions(), TimeProvider.System, NullLogger<SampleClassChatClient>.Instance);
}
