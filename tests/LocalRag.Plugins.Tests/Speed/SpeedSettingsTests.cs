using LocalRag.LlamaCpp;
using LocalRag.Onnx;
using LocalRag.Retrieval;
using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Speed plugin proposes, seen on the settings of a host.</summary>
public sealed class SpeedSettingsTests
{
    private static readonly string s_plugin = Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "LocalRag.Plugins.Speed");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = NewHost();
        (bool, bool, bool, int, int, double) before = Read(host);

        PluginChange change = await DropInAsync(host);
        (bool, bool, bool, int, int, double) with = Read(host);
        Directory.Delete(Path.Combine(host.PluginFolder, Path.GetFileName(s_plugin)), recursive: true);
        await host.Plugins.ReloadAsync(Token);

        Assert.Empty(change.Refused);
        Assert.Equal((true, true, true, 1, 64, 0.1), with);
        Assert.Equal((false, false, false, 0, 1, 2.0), before);
        Assert.Equal(before, Read(host));
    }

    [Fact]
    public async Task Options_OfThePlugin_DecideWhatItProposes()
    {
        await using PluginTestHost host = NewHost(
            ("Plugins:speed:Reuse", "false"), ("Plugins:speed:Draft", "false"), ("Plugins:speed:Optimize", "false"), ("Plugins:speed:EvidenceGap", "0.3"));

        await DropInAsync(host);

        Assert.Equal((false, false, false, 1, 64, 0.3), Read(host));
    }

    [Fact]
    public async Task Settings_OfTheUser_StandAboveThePlugins()
    {
        await using PluginTestHost host = NewHost(("Llama:Drafting", "false"), ("Onnx:BatchSize", "2"), ("Retrieval:EvidenceGap", "1"));

        await DropInAsync(host);

        Assert.Equal((true, false, true, 1, 2, 1.0), Read(host));
    }

    [Theory]
    [InlineData("Reuse", "perhaps")]
    [InlineData("EvidenceGap", "-0.1")]
    [InlineData("EvidenceGap", "2.1")]
    [InlineData("EvidenceGap", "wide")]
    public async Task Option_ThatCannotBe_KeepsThePluginOutAndIsNamed(string option, string value)
    {
        await using PluginTestHost host = NewHost(($"Plugins:speed:{option}", value));

        PluginChange change = await DropInAsync(host);

        Assert.DoesNotContain("speed", change.Active);
        Assert.Contains(option, Assert.Single(change.Refused));
        Assert.Equal((false, false, false, 0, 1, 2.0), Read(host));
    }

    private static (bool Reuse, bool Drafting, bool Optimized, int Threads, int BatchSize, double Gap) Read(PluginTestHost host)
    {
        LlamaOptions llama = Options<LlamaOptions>(host);
        OnnxOptions onnx = Options<OnnxOptions>(host);
        return (llama.PrefixReuse, llama.Drafting, llama.OptimizedWeights, onnx.Threads, onnx.BatchSize, Options<RetrievalOptions>(host).EvidenceGap);
    }

    private static TOptions Options<TOptions>(PluginTestHost host) => host.Services.GetRequiredService<IOptionsMonitor<TOptions>>().CurrentValue;

    private static PluginTestHost NewHost(params (string Key, string Value)[] settings) => new(
        settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)), builder => builder.AddLlamaCpp().AddOnnxEmbeddings());

    private static Task<PluginChange> DropInAsync(PluginTestHost host)
    {
        host.Deploy(s_plugin);
        return host.Plugins.ReloadAsync(Token);
    }
}
