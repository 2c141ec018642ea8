using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class BenchTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public BenchTests()
    {
        _localrag.Write("documents/rent.md", "# Lease\n\nThe monthly rent for the workshop is 840 euros.\n");
        _localrag.Write("questions.jsonl", """
            {"id": "q1", "question": "How much is the monthly rent for the workshop?", "document": "rent.md", "phrase": "840 euros"}
            {"id": "q2", "question": "What does the workshop cost each month?", "document": "rent.md", "phrase": "840 euros"}
            """);
    }

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Bench_TwoHosts_MeasuresAndSavesAndComparesWithItself()
    {
        CommandResult measured = await RunAsync("--workload", "start,ask-cold,search", "--ab", "none", "--ab", "short:Answers:MaxOutputTokens=4", "--rounds", "1", "--save", "before.json", "--json");

        Assert.Equal(0, measured.ExitCode);
        JsonElement result = measured.OutputJson();
        Assert.Equal(["none", "none (again)", "short"], result.GetProperty("variants").EnumerateArray().Select(variant => variant.GetProperty("name").GetString()!));
        JsonElement decode = Assert.Single(result.GetProperty("figures").EnumerateArray(), figure => Is(figure, "ask-cold", "short", "output_tokens"));
        Assert.Equal(4, decode.GetProperty("samples")[0].GetDouble());
        Assert.Contains(result.GetProperty("figures").EnumerateArray(), figure => Is(figure, "ask-cold", "none", "prefill_tokens_per_second"));
        Assert.Contains(result.GetProperty("figures").EnumerateArray(), figure => Is(figure, "search", "none", "hit_at_1"));
        JsonElement memory = result.GetProperty("memory")[0];
        Assert.True(memory.GetProperty("steady_bytes")[0].GetInt64() > 50_000_000);
        Assert.True(memory.GetProperty("timeline").GetArrayLength() >= 3);
        string[] owners = [.. memory.GetProperty("owners").EnumerateArray().Select(owner => owner.GetProperty("name").GetString()!)];
        Assert.Empty(new[] { "llama.weights", "llama.kv", "onnx.weights", "managed.heap", "unaccounted" }.Except(owners));
        Assert.Equal(measured.Output, await File.ReadAllTextAsync(Path.Combine(_localrag.Folder, "before.json"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Bench_Terminal_ShowsFiguresNoiseAndSeeds()
    {
        CommandResult result = await RunAsync("--workload", "search", "--rounds", "2");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Seeds", result.Output, StringComparison.Ordinal);
        Assert.Contains("search_ms", result.Output, StringComparison.Ordinal);
        Assert.Contains("Noise: none against itself", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_IndexFromABackup_IsWhatEveryHostBeginsWith()
    {
        _localrag.Write("more/pets.md", "# Pets\n\nDogs are allowed in the workshop.\n");
        await _localrag.RunAsync("ingest", "documents", "more");
        await _localrag.RunAsync("db", "backup", "backup.db");

        CommandResult result = await RunAsync("--workload", "search", "--rounds", "1", "--index", "backup.db", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.OutputJson().GetProperty("corpus").GetProperty("documents").GetInt32());
    }

    [Fact]
    public async Task Bench_IndexThatIsNotThere_IsNamed()
    {
        CommandResult result = await RunAsync("--index", "nothing.db");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("nothing.db", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_IndexThatIsNone_IsRefused()
    {
        _localrag.Write("broken.db", "This is a text, not an index.");

        CommandResult result = await RunAsync("--workload", "search", "--rounds", "1", "--index", "broken.db");

        Assert.Equal(1, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task Bench_WorkloadThatDoesNotExist_NamesThoseThatDo()
    {
        CommandResult result = await RunAsync("--workload", "ask-warm", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("ask-cold", result.ErrorJson().GetProperty("next_step").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bench_ResultToCompareIsNone_IsNamedBeforeAnythingIsMeasured()
    {
        _localrag.Write("broken.json", "[]");

        CommandResult result = await RunAsync("--compare", "broken.json", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("broken.json", result.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        _localrag.RunOnUserDataAsync(["bench", "--corpus", "documents", "--prompts", "questions.jsonl", .. arguments]);

    private static bool Is(JsonElement figure, string workload, string variant, string name) =>
        figure.GetProperty("workload").GetString() == workload
        && figure.GetProperty("variant").GetString() == variant
        && figure.GetProperty("name").GetString() == name;
}
