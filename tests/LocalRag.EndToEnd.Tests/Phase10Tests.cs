using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

/// <summary>The command measures real hosts, one of them with a plugin, and what it writes is what it measured.</summary>
[Trait("Category", "Phase10")]
public sealed class Phase10Tests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public Phase10Tests()
    {
        _localrag.Write("documents/rent.md", "# Lease\n\nThe monthly rent for the workshop is 840 euros.\n");
        _localrag.Write("questions.jsonl", """
            {"id": "q1", "question": "How much is the monthly rent for the workshop?", "document": "rent.md", "phrase": "840 euros"}
            {"id": "q2", "question": "What does the workshop cost each month?", "document": "rent.md", "phrase": "840 euros"}
            """);
        Directory.CreateDirectory(Path.Combine(_localrag.Folder, "handoff"));
    }

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Phase10_TinyRun_WritesWhatItHasMeasured()
    {
        CommandResult result = await RunAsync("--rounds", "2", "--save", "bench.json", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement handoff = result.OutputJson();
        JsonElement measured = JsonDocument.Parse(await ReadAsync("bench.json")).RootElement;
        Assert.Equal(Median(measured, "none", "start", "memory_steady_mb"), handoff.GetProperty("before_metrics").GetProperty("memory_usage_mb").GetDouble());
        Assert.Equal(Median(measured, "all", "ask-cold", "tokens_per_second"), handoff.GetProperty("after_metrics").GetProperty("tokens_per_second").GetDouble());
        Assert.Contains(handoff.GetProperty("optimizations_applied").EnumerateArray(), applied => applied.GetString()!.StartsWith("cache:", StringComparison.Ordinal));
        Assert.NotEmpty(handoff.GetProperty("optimization_recommendations").EnumerateArray());
        Assert.Equal(result.Output, await ReadAsync("handoff/phase_10_complete.json"));
    }

    [Fact]
    public async Task Phase10_OutsideASourceTree_NamesTheFolderItNeeds()
    {
        Directory.Delete(Path.Combine(_localrag.Folder, "handoff"));

        CommandResult result = await RunAsync("--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("handoff", result.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        _localrag.RunOnUserDataAsync(["phase10", "--corpus", "documents", "--prompts", "questions.jsonl", .. arguments]);

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(_localrag.Folder, file), TestContext.Current.CancellationToken);

    private static double Median(JsonElement result, string variant, string workload, string name) => result.GetProperty("figures").EnumerateArray()
        .Single(figure => figure.GetProperty("variant").GetString() == variant
            && figure.GetProperty("workload").GetString() == workload
            && figure.GetProperty("name").GetString() == name)
        .GetProperty("summary").GetProperty("median").GetDouble();
}
