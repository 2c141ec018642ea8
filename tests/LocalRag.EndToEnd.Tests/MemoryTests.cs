using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class MemoryTests(IngestedFolder folder) : IClassFixture<IngestedFolder>
{
    [Fact]
    public async Task DoctorMemory_Plain_AccountsForTheProcess() => AssertAccounted(await folder.Command.RunAsync("doctor", "--memory", "--json"));

    [Fact]
    public async Task DoctorMemory_Loaded_AccountsForTheProcessAndListsTheModels()
    {
        CommandResult result = await folder.Command.RunAsync("doctor", "--memory", "--loaded", "--json");

        AssertAccounted(result);
        string[] owners = [.. result.OutputJson().GetProperty("owners").EnumerateArray().Select(owner => owner.GetProperty("name").GetString()!)];
        Assert.Superset(
            new HashSet<string> { "llama.weights", "llama.kv", "llama.compute", "onnx.weights", "index.pages", "index.codes", "managed.heap" }, owners.ToHashSet());
    }

    [Fact]
    public async Task DoctorFit_SampleModel_FitsAndOffersContexts()
    {
        CommandResult result = await folder.Command.RunAsync("doctor", "--fit", "smollm2-135m-instruct-q4_1", "--json");

        JsonElement fit = result.OutputJson();
        Assert.Equal(0, result.ExitCode);
        Assert.True(fit.GetProperty("fits").GetBoolean());
        Assert.Equal(4 * 2048 * 23_040L, fit.GetProperty("configured").GetProperty("key_values").GetInt64());
        Assert.Equal(9, fit.GetProperty("options").GetArrayLength());
    }

    [Fact]
    public async Task DoctorFit_BudgetTooSmall_SaysSoWithExitCode1()
    {
        CommandResult result = await folder.Command.RunAsync("doctor", "--fit", "smollm2-135m-instruct-q4_1", "--set", "Memory:TargetMb=200");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("does not fit", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DoctorLoaded_WithoutMemory_IsWrongUsage()
    {
        CommandResult result = await folder.Command.RunAsync("doctor", "--loaded");

        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task Query_BudgetTooSmallAndAdmission_IsRefusedWithTheFigures()
    {
        CommandResult result = await folder.Command.RunAsync(
            "query", "What is the rent?", "--set", "Memory:Admission=true", "--set", "Memory:TargetMb=100");

        Assert.Contains("There is no memory for", result.Error, StringComparison.Ordinal);
        Assert.Contains("budget of 100 MB", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("leak-test", "--cycles", "3")]
    [InlineData("leak-test", "--only", "everything")]
    public async Task LeakTest_WhatCannotBeMeant_IsWrongUsage(params string[] arguments)
    {
        CommandResult result = await folder.Command.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task LeakTest_Ingest_FindsNone()
    {
        CommandResult result = await folder.Command.RunAsync("leak-test", "--only", "ingest", "--cycles", "10", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.False(result.OutputJson().GetProperty("leaks").GetBoolean(), result.Output);
    }

    private static void AssertAccounted(CommandResult result)
    {
        Assert.Equal(0, result.ExitCode);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists what a process has in memory.");
        Assert.InRange(result.OutputJson().GetProperty("unaccounted_share").GetDouble(), -0.15, 0.15);
    }
}
