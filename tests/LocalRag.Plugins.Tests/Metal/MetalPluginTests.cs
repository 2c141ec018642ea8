using LocalRag.Plugins.Metal;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class MetalPluginTests : PluginConformanceTests<MetalPlugin>
{
    protected override void ConfigureHost(ILocalRagBuilder builder) => builder.AddLlamaCpp().AddOnnxEmbeddings();
}
