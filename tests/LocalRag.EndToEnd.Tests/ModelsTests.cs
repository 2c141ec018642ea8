using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class ModelsTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Models_Listed_TellWhichAreHere()
    {
        CommandResult result = await _localrag.RunAsync("models", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement model = result.OutputJson().GetProperty("models").EnumerateArray()
            .Single(model => model.GetProperty("name").GetString() == "all-minilm-l6-v2-int8");
        Assert.Equal("embedding", model.GetProperty("kind").GetString());
        Assert.EndsWith("all-minilm-l6-v2-int8.onnx", model.GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_VerifiedAsPublished_AreIntact()
    {
        CommandResult result = await _localrag.RunAsync("models", "verify", "all-minilm-l6-v2-vocab", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.True(Assert.Single(result.OutputJson().GetProperty("models").EnumerateArray()).GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task Models_UnknownName_ListsTheKnownOnes()
    {
        CommandResult result = await _localrag.RunAsync("models", "pull", "gpt-17", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("all-minilm-l6-v2", result.ErrorJson().GetProperty("next_step").GetString(), StringComparison.Ordinal);
    }
}
