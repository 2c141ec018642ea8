using LocalRag.Onnx;
using LocalRag.Plugins.Memory;
using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MemoryOptions = LocalRag.Memory.MemoryOptions;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Memory plugin proposes, seen on the settings of a host.</summary>
public sealed class MemorySettingsTests
{
    private const long GigaByte = 1_000_000_000;

    private static readonly string s_plugin = Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "LocalRag.Plugins.Memory");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = NewHost();
        (bool, bool, long, TimeSpan) before = Read(host);

        PluginChange change = await DropInAsync(host);
        (bool, bool, long, TimeSpan) with = Read(host);
        Directory.Delete(Path.Combine(host.PluginFolder, Path.GetFileName(s_plugin)), recursive: true);
        await host.Plugins.ReloadAsync(Token);

        Assert.Empty(change.Refused);
        Assert.Equal((true, true, 0, TimeSpan.FromMinutes(10)), with);
        Assert.Equal((false, false, 0, TimeSpan.Zero), before);
        Assert.Equal(before, Read(host));
    }

    [Fact]
    public async Task Options_OfThePlugin_DecideWhatItProposes()
    {
        await using PluginTestHost host = NewHost(("Plugins:memory:TargetMb", "3000"), ("Plugins:memory:IdleUnload", "00:02:00"), ("Memory:Trim", "false"));

        await DropInAsync(host);

        Assert.Equal((false, true, 3000, TimeSpan.FromMinutes(2)), Read(host));
    }

    [Theory]
    [InlineData("TargetMb", "-1")]
    [InlineData("TargetMb", "much")]
    [InlineData("IdleUnload", "-00:00:01")]
    [InlineData("IdleUnload", "soon")]
    [InlineData("IdleCompact", "8.00:00:00")]
    public async Task Option_ThatCannotBe_KeepsThePluginOutAndIsNamed(string option, string value)
    {
        await using PluginTestHost host = NewHost(($"Plugins:memory:{option}", value));

        PluginChange change = await DropInAsync(host);

        Assert.DoesNotContain("memory", change.Active);
        Assert.Contains(option, Assert.Single(change.Refused));
        Assert.Equal((false, false, 0, TimeSpan.Zero), Read(host));
    }

    [Fact]
    public void Proposals_OnASmallMachine_TradeSpeedForMemory()
    {
        string[] added = [.. Keys(GigaByte).Except(Keys(16 * GigaByte))];

        Assert.Equal(["Llama:KvType", "Llama:PrefillPieceTokens"], added);
    }

    private static IEnumerable<string> Keys(long machineBytes) =>
        MemoryProposals.Make(LocalRag.Plugins.Memory.MemoryOptions.Default, machineBytes).Select(proposal => proposal.Key);

    private static (bool Trim, bool Admission, long TargetMb, TimeSpan IdleUnload) Read(PluginTestHost host)
    {
        MemoryOptions memory = host.Services.GetRequiredService<IOptionsMonitor<MemoryOptions>>().CurrentValue;
        return (memory.Trim, memory.Admission, memory.TargetMb, host.Services.GetRequiredService<IOptionsMonitor<OnnxOptions>>().CurrentValue.IdleUnload);
    }

    private static PluginTestHost NewHost(params (string Key, string Value)[] settings) => new(
        settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)), builder => builder.AddLlamaCpp().AddOnnxEmbeddings());

    private static Task<PluginChange> DropInAsync(PluginTestHost host)
    {
        host.Deploy(s_plugin);
        return host.Plugins.ReloadAsync(Token);
    }
}
