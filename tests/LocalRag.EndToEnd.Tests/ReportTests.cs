using System.Text.Json;
using LocalRag.Measurement;

namespace LocalRag.EndToEnd.Tests;

public sealed class ReportTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Report_Html_IsOnePageThatNeedsNothingElse()
    {
        Save("run.json", BenchmarkSample.Create());

        CommandResult result = await _localrag.RunAsync("report", "run.json", "--out", "report.html");

        Assert.Equal(0, result.ExitCode);
        string page = await File.ReadAllTextAsync(Path.Combine(_localrag.Folder, "report.html"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(h", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("A &lt;processor&gt;", page, StringComparison.Ordinal);
        Assert.Contains("environment variable LocalRag__Llama__Threads", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_EveryChart_SaysInWordsWhatItShows()
    {
        Save("run.json", BenchmarkSample.Create());

        CommandResult result = await _localrag.RunAsync("report", "run.json");

        string[] charts = [.. result.Output.Split("<svg ").Skip(1)];
        Assert.Equal(4, charts.Length);
        Assert.All(charts, chart => Assert.Matches("^class=\"chart\"[^>]* role=\"img\" aria-label=\"[^\"]{40,}\"", chart));
        Assert.DoesNotContain("rgb(1,", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, "met")]
    [InlineData(0.58, "likely")]
    [InlineData(0.8, "missed")]
    public async Task Report_TargetOfTheFirstToken_IsJudgedByItsInterval(double ratio, string status)
    {
        Save("run.json", BenchmarkSample.Create(ratio));

        CommandResult result = await _localrag.RunAsync("report", "run.json", "--format", "json");

        JsonElement target = Assert.Single(result.OutputJson().GetProperty("runs").EnumerateArray()).GetProperty("targets")[2];
        Assert.Equal(("Time to first token", status), (target.GetProperty("name").GetString(), target.GetProperty("status").GetString()));
        Assert.Equal(ratio - 1, target.GetProperty("measured").GetProperty("value").GetDouble(), 9);
    }

    [Fact]
    public async Task Report_Markdown_HasTheFiguresAndWhatToDo()
    {
        Save("run.json", BenchmarkSample.Create());

        CommandResult result = await _localrag.RunAsync("report", "run.json", "--format", "md");

        Assert.Contains("| Time to first token | 40% less than the plain host | \u221250% |", result.Output, StringComparison.Ordinal);
        Assert.Contains("- Keep “all” on. (ask-cold first_token_ms", result.Output, StringComparison.Ordinal);
        Assert.Contains("- Warning: The load was high.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_VariantThatIsWorse_IsAdvisedAgainst()
    {
        Save("run.json", BenchmarkSample.Create(firstTokenRatio: 1.4));

        CommandResult result = await _localrag.RunAsync("report", "run.json", "--format", "md");

        Assert.Contains("- Leave “all” off on this machine.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_FileThatIsNoResult_IsNamed()
    {
        _localrag.Write("other.json", "{ \"data\": 3 }");

        CommandResult result = await _localrag.RunAsync("report", "other.json", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("other.json is no benchmark result", result.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private void Save(string name, BenchmarkResult result) => BenchmarkResultFile.Save(result, Path.Combine(_localrag.Folder, name));
}
