using LocalRag.Plugins.Tuner;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class TunerPluginTests : PluginConformanceTests<TunerPlugin>
{
    protected override void ConfigureHost(ILocalRagBuilder builder) => builder.AddLlamaCpp().AddOnnxEmbeddings();
}
