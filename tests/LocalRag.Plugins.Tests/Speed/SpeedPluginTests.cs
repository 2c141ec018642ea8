using LocalRag.Plugins.Speed;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class SpeedPluginTests : PluginConformanceTests<SpeedPlugin>
{
    protected override void ConfigureHost(ILocalRagBuilder builder) => builder.AddLlamaCpp().AddOnnxEmbeddings();
}
