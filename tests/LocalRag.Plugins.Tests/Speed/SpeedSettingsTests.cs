using LocalRag.LlamaCpp;
using LocalRag.Onnx;
using LocalRag.Retrieval;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Speed plugin proposes, seen on the settings of a host.</summary>
public sealed class SpeedSettingsTests
{
    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = OptimizerHost.Create();
        (bool, bool, bool, int, int, double, double) before = Read(host);

        PluginChange change = await host.DropInAsync("Speed");
        (bool, bool, bool, int, int, double, double) with = Read(host);
        await host.TakeOutAsync("Speed");

        Assert.Empty(change.Refused);
        Assert.Equal((true, true, true, 1, 64, 0.1, 0.3), with);
        Assert.Equal((false, false, false, 0, 1, 2.0, 1.0), before);
        Assert.Equal(before, Read(host));
    }

    [Fact]
    public async Task Options_OfThePlugin_DecideWhatItProposes()
    {
        await using PluginTestHost host = OptimizerHost.Create(
            ("Plugins:speed:Reuse", "false"), ("Plugins:speed:Draft", "false"), ("Plugins:speed:Optimize", "false"), ("Plugins:speed:EvidenceGap", "0.3"), ("Plugins:speed:SentenceGap", "0.8"));

        await host.DropInAsync("Speed");

        Assert.Equal((false, false, false, 1, 64, 0.3, 0.8), Read(host));
    }

    [Fact]
    public async Task Settings_OfTheUser_StandAboveThePlugins()
    {
        await using PluginTestHost host = OptimizerHost.Create(("Llama:Drafting", "false"), ("Onnx:BatchSize", "2"), ("Retrieval:EvidenceGap", "1"));

        await host.DropInAsync("Speed");

        Assert.Equal((true, false, true, 1, 2, 1.0, 0.3), Read(host));
    }

    private static (bool Reuse, bool Drafting, bool Optimized, int Threads, int BatchSize, double EvidenceGap, double SentenceGap) Read(PluginTestHost host)
    {
        LlamaOptions llama = host.Options<LlamaOptions>();
        OnnxOptions onnx = host.Options<OnnxOptions>();
        RetrievalOptions retrieval = host.Options<RetrievalOptions>();
        return (llama.PrefixReuse, llama.Drafting, llama.OptimizedWeights, onnx.Threads, onnx.BatchSize, retrieval.EvidenceGap, retrieval.SentenceGap);
    }
}
