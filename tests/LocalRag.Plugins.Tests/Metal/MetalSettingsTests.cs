using LocalRag.Gpu;
using LocalRag.LlamaCpp;
using LocalRag.Onnx;
using LocalRag.Plugins.Metal;
using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Metal plugin proposes, seen on the settings of a host.</summary>
public sealed class MetalSettingsTests
{
    private static readonly string s_plugin = Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "LocalRag.Plugins.Metal");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = NewHost();
        (int, FlashAttention, bool) before = Read(host);

        PluginChange change = await DropInAsync(host);
        (int, FlashAttention, bool) with = Read(host);
        Directory.Delete(Path.Combine(host.PluginFolder, Path.GetFileName(s_plugin)), recursive: true);
        await host.Plugins.ReloadAsync(Token);

        Assert.Empty(change.Refused);
        Assert.Equal((-1, FlashAttention.Measured, true), with);
        Assert.Equal((0, FlashAttention.Auto, false), before);
        Assert.Equal(before, Read(host));
    }

    [Fact]
    public async Task User_StandsAboveThePlugin_AndItsOptionsDecideTheRest()
    {
        await using PluginTestHost host = NewHost(("Llama:GpuLayers", "3"), ("Plugins:metal:MeasureAttention", "false"));

        await DropInAsync(host);

        Assert.Equal((3, FlashAttention.Auto, true), Read(host));
    }

    [Theory]
    [InlineData("GpuLayers", "-2")]
    [InlineData("GpuLayers", "all")]
    [InlineData("GpuMemoryMiB", "-1")]
    [InlineData("MeasureAttention", "perhaps")]
    [InlineData("CoreMl", "ane")]
    public async Task Option_ThatCannotBe_KeepsThePluginOutAndIsNamed(string option, string value)
    {
        await using PluginTestHost host = NewHost(($"Plugins:metal:{option}", value));

        PluginChange change = await DropInAsync(host);

        Assert.DoesNotContain("metal", change.Active);
        Assert.Contains(option, Assert.Single(change.Refused));
        Assert.Equal((0, FlashAttention.Auto, false), Read(host));
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
        LlamaOptions llama = host.Services.GetRequiredService<IOptionsMonitor<LlamaOptions>>().CurrentValue;
        return (llama.GpuLayers, llama.FlashAttention, host.Services.GetRequiredService<IOptionsMonitor<GpuOptions>>().CurrentValue.Monitor);
    }

    private static PluginTestHost NewHost(params (string Key, string Value)[] settings) => new(
        settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)), builder => builder.AddLlamaCpp().AddOnnxEmbeddings());

    private static Task<PluginChange> DropInAsync(PluginTestHost host)
    {
        host.Deploy(s_plugin);
        return host.Plugins.ReloadAsync(Token);
    }
}
