using LocalRag.Plugins.Memory;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class MemoryPluginTests : PluginConformanceTests<MemoryPlugin>
{
    protected override void ConfigureHost(ILocalRagBuilder builder) => builder.AddLlamaCpp().AddOnnxEmbeddings();
}
