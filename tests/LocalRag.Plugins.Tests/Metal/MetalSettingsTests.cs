using LocalRag.Gpu;
using LocalRag.LlamaCpp;
using LocalRag.Onnx;
using LocalRag.Plugins.Metal;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Metal plugin proposes, seen on the settings of a host.</summary>
public sealed class MetalSettingsTests
{
    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = OptimizerHost.Create();
        (int, FlashAttention, bool) before = Read(host);

        PluginChange change = await host.DropInAsync("Metal");
        (int, FlashAttention, bool) with = Read(host);
        await host.TakeOutAsync("Metal");

        Assert.Empty(change.Refused);
        Assert.Equal((-1, FlashAttention.Measured, true), with);
        Assert.Equal((0, FlashAttention.Auto, false), before);
        Assert.Equal(before, Read(host));
    }

    [Fact]
    public async Task User_StandsAboveThePlugin_AndItsOptionsDecideTheRest()
    {
        await using PluginTestHost host = OptimizerHost.Create(("Llama:GpuLayers", "3"), ("Plugins:metal:MeasureAttention", "false"));

        await host.DropInAsync("Metal");

        Assert.Equal((3, FlashAttention.Auto, true), Read(host));
    }

    [Fact]
    public void CoreMl_IsProposed_OnlyWhereTheMachineHasIt()
    {
        Assert.Contains(("Onnx:ExecutionProvider", "CoreMl"), MetalProposals.Make(MetalOptions.Default, hasCoreMl: true));
        Assert.DoesNotContain(MetalProposals.Make(MetalOptions.Default, hasCoreMl: false), proposal => proposal.Key == "Onnx:ExecutionProvider");
        Assert.DoesNotContain(MetalProposals.Make(MetalOptions.Default with { CoreMl = false }, hasCoreMl: true), proposal => proposal.Key == "Onnx:ExecutionProvider");
    }

    [Fact]
    public void CoreMl_IsAValueOfTheSetting() => Assert.Equal(ExecutionProvider.CoreMl, Enum.Parse<ExecutionProvider>("CoreMl"));

    private static (int Layers, FlashAttention Attention, bool Monitor) Read(PluginTestHost host)
    {
        LlamaOptions llama = host.Options<LlamaOptions>();
        return (llama.GpuLayers, llama.FlashAttention, host.Options<GpuOptions>().Monitor);
    }
}
