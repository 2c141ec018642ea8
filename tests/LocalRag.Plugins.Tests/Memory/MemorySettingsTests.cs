using LocalRag.Onnx;
using LocalRag.Plugins.Memory;
using LocalRag.Testing;
using MemoryOptions = LocalRag.Memory.MemoryOptions;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Memory plugin proposes, seen on the settings of a host.</summary>
public sealed class MemorySettingsTests
{
    private const long GigaByte = 1_000_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = OptimizerHost.Create();
        (bool, bool, long, TimeSpan) before = Read(host);

        PluginChange change = await host.DropInAsync("Memory");
        (bool, bool, long, TimeSpan) with = Read(host);
        await host.TakeOutAsync("Memory");

        Assert.Empty(change.Refused);
        Assert.Equal((true, true, 0, TimeSpan.FromMinutes(10)), with);
        Assert.Equal((false, false, 0, TimeSpan.Zero), before);
        Assert.Equal(before, Read(host));
    }

    [Fact]
    public async Task Options_OfThePlugin_DecideWhatItProposes()
    {
        await using PluginTestHost host = OptimizerHost.Create(("Plugins:memory:TargetMb", "3000"), ("Plugins:memory:IdleUnload", "00:02:00"), ("Memory:Trim", "false"));

        await host.DropInAsync("Memory");

        Assert.Equal((false, true, 3000, TimeSpan.FromMinutes(2)), Read(host));
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
        MemoryOptions memory = host.Options<MemoryOptions>();
        return (memory.Trim, memory.Admission, memory.TargetMb, host.Options<OnnxOptions>().IdleUnload);
    }
}
