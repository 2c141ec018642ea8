using System.Text.Json;
using System.Text.Json.Nodes;
using LocalRag.Plugins.Tests;

namespace LocalRag.EndToEnd.Tests;

/// <summary>The tuner over real hosts and real processes.</summary>
public sealed class TuneTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();
    private readonly string _plugins;

    public TuneTests()
    {
        _localrag.Write("documents/rent.md", "# Lease\n\nThe monthly rent for the workshop is 840 euros. It is due on the third day of each month.\n");
        _localrag.Write("questions.jsonl", string.Join('\n', Enumerable.Range(1, 12).Select(number =>
            $$"""{"id": "q{{number}}", "question": "How much is the monthly rent for the workshop, asked for the {{number}}. time?", "document": "rent.md", "phrase": "840 euros"}""")));
        _plugins = Directory.CreateDirectory(Path.Combine(_localrag.Folder, "plugins")).FullName;
        _localrag.Environment["LocalRag__Plugins__Directory"] = _plugins;
    }

    public void Dispose() => _localrag.Dispose();

    // Two minutes of measuring: run by name, not with all tests. The mechanism has tests without real hosts in LocalRag.Kernel.Tests.
    [Fact(Explicit = true)]
    public async Task Tune_PluginsThatDoHarm_AreTriedInProcessesAndNotKept()
    {
        // The first run only begins a profile; in it, as if an earlier run had found so, the plugins are off.
        await TuneAsync("0.001");
        Dictionary<string, string> off = new() { ["Plugins:Disabled:tuned-crashing"] = "crashing", ["Plugins:Disabled:tuned-sluggish"] = "sluggish" };
        ChangeProfile(off);
        PluginForge.Deploy(_plugins, "Crashing");
        PluginForge.Deploy(_plugins, "Sluggish");

        JsonElement report = await TuneAsync("1.5");

        // What comes with the program may be found to be better; what does harm may not.
        Assert.DoesNotContain(report.GetProperty("kept").EnumerateArray(), kept => kept.GetProperty("change").GetString()!.StartsWith("Plugins:Disabled:", StringComparison.Ordinal));
        JsonElement[] tried = [.. report.GetProperty("tried").EnumerateArray()];
        JsonElement crashing = Assert.Single(tried, change => change.GetProperty("change").GetString() == "Plugins:Disabled:tuned-crashing=");
        Assert.Equal("harmful", crashing.GetProperty("outcome").GetString());
        Assert.Contains("ended with code 139", crashing.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains(tried, change => change.GetProperty("change").GetString() == "Plugins:Disabled:tuned-sluggish=");
        Assert.Empty(off.Except(report.GetProperty("settings").Deserialize<Dictionary<string, string>>()!));
        // The environment sets the threads: that is the user's word.
        Assert.DoesNotContain(tried, change => change.GetProperty("change").GetString()!.StartsWith("Llama:Threads=", StringComparison.Ordinal));
        Assert.True(report.GetProperty("before").GetProperty("token_throughput").GetDouble() > 0);
    }

    [Fact]
    public async Task Tune_Interrupted_LeavesTheProfileAsItWas()
    {
        await TuneAsync("0.001");
        ChangeProfile(new Dictionary<string, string> { ["Retrieval:Limit"] = "10" });

        CommandResult result = await _localrag.RunAndInterruptAsync("tune", "--corpus", "documents", "--prompts", "questions.jsonl");

        Assert.Equal(130, result.ExitCode);
        CommandResult settings = await _localrag.RunAsync("settings", "Retrieval:Limit", "--json");
        JsonElement limit = settings.OutputJson().GetProperty("settings")[0];
        Assert.Equal(("10", "tuned profile"), (limit.GetProperty("value").GetString(), limit.GetProperty("source").GetString()));
    }

    [Fact]
    public async Task Profile_TakenOutOfForce_IsShownAndBroughtBack()
    {
        await TuneAsync("0.001");
        ChangeProfile(new Dictionary<string, string> { ["Retrieval:Limit"] = "10" });

        CommandResult reverted = await _localrag.RunAsync("tune", "--revert", "--json");
        CommandResult settings = await _localrag.RunAsync("settings", "Retrieval:Limit", "--json");
        CommandResult explained = await _localrag.RunAsync("tune", "--explain");
        CommandResult applied = await _localrag.RunAsync("tune", "--apply", "--json");

        Assert.False(reverted.OutputJson().GetProperty("applied").GetBoolean());
        Assert.Equal("default", settings.OutputJson().GetProperty("settings")[0].GetProperty("source").GetString());
        Assert.Contains("Retrieval:Limit", explained.Output, StringComparison.Ordinal);
        Assert.True(applied.OutputJson().GetProperty("applied").GetBoolean());
    }

    [Theory]
    [InlineData(1, "tune", "--show")]
    [InlineData(1, "tune", "--apply")]
    [InlineData(2, "tune", "--goal", "beauty")]
    [InlineData(2, "tune", "--budget", "0")]
    [InlineData(2, "tune", "--show", "--revert")]
    public async Task Tune_WhatCannotBe_IsRefused(int exitCode, params string[] arguments)
    {
        CommandResult result = await _localrag.RunAsync(arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    private async Task<JsonElement> TuneAsync(string minutes)
    {
        CommandResult result = await _localrag.RunAsync(
            "tune", "--budget", minutes, "--goal", "latency", "--rounds", "12", "--corpus", "documents", "--prompts", "questions.jsonl", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        return result.OutputJson();
    }

    private void ChangeProfile(Dictionary<string, string> settings)
    {
        string file = Assert.Single(Directory.EnumerateFiles(Path.Combine(_localrag.DataDirectory, "tuning")));
        JsonNode profile = JsonNode.Parse(File.ReadAllText(file))!;
        profile["applied"] = true;
        profile["settings"] = JsonSerializer.SerializeToNode(settings);
        File.WriteAllText(file, profile.ToJsonString());
    }
}
