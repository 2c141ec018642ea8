using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class StressTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Stress_PlainHost_GivesAVerdictWithTheSeed()
    {
        CommandResult result = await _localrag.RunAsync("stress", "--duration", "8", "--callers", "2", "--seed", "42", "--json");

        JsonElement verdict = result.OutputJson();
        JsonElement run = verdict.GetProperty("run");
        Assert.True(verdict.GetProperty("passed").GetBoolean(), run.GetProperty("violations").ToString());
        Assert.Equal((0, 42), (result.ExitCode, run.GetProperty("seed").GetInt32()));
        Assert.All(run.GetProperty("invariants").EnumerateArray(), invariant => Assert.Equal(0, invariant.GetProperty("violations").GetInt64()));
    }

    [Fact]
    public async Task Stress_LimitThatIsTooSmall_FailsAndSaysWhy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the parent only watches, and a process may be over before it looks.");

        CommandResult result = await _localrag.RunAsync("stress", "--duration", "8", "--memory-limit", "120", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.NotEmpty(result.Output + result.Error);
    }

    [Fact]
    public async Task Stress_NoCallers_IsRefused()
    {
        CommandResult result = await _localrag.RunAsync("stress", "--callers", "0");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--callers must be 1 or more", result.Error, StringComparison.Ordinal);
    }
}
