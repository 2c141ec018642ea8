using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests;

public sealed class LlamaChatClientTests(ChatModelFixture fixture)
{
    private const string Question = "What is the capital of France?";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_HasTextUsageReasonAndIdentity()
    {
        ChatResponse response = await fixture.Client.GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 40 }, Token);

        Assert.Contains("Paris", response.Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal("smollm2-135m-instruct-q4_1", response.ModelId);
        Assert.NotNull(response.ResponseId);
        Assert.Equal(response.Usage!.InputTokenCount + response.Usage.OutputTokenCount, response.Usage.TotalTokenCount);
        Assert.InRange(response.Usage.OutputTokenCount!.Value, 3, 39);
        Assert.Equal(0, response.Usage.CachedInputTokenCount);
    }

    [Fact]
    public async Task StreamedAnswer_HasTheTextOfTheWholeOne()
    {
        ChatOptions options = new() { MaxOutputTokens = 12 };
        ChatResponse whole = await fixture.Client.GetResponseAsync("Count: 1, 2, 3,", options, Token);
        List<ChatResponseUpdate> updates = await fixture.Client.GetStreamingResponseAsync("Count: 1, 2, 3,", options, Token).ToListAsync(Token);

        Assert.Equal(whole.Text, string.Concat(updates));
        Assert.Single(updates.Select(update => update.ResponseId).Distinct());
        Assert.Equal(ChatFinishReason.Length, updates[^1].FinishReason);
        Assert.Equal(12, updates[^1].Contents.OfType<UsageContent>().Single().Details.OutputTokenCount);
    }

    [Fact]
    public async Task StopSequence_EndsTheAnswerBeforeIt()
    {
        ChatOptions options = new() { MaxOutputTokens = 12, StopSequences = ["aris"] };
        ChatResponse response = await fixture.Client.GetResponseAsync(Question, options, Token);

        Assert.EndsWith("P", response.Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task Stream_ThatIsNotReadToItsEnd_GivesItsSequenceBack()
    {
        await foreach (ChatResponseUpdate update in fixture.Client.GetStreamingResponseAsync("Tell a long story.", new ChatOptions { MaxOutputTokens = 400 }, Token))
        {
            Assert.NotEmpty(update.Text);
            break;
        }

        Assert.All(await fixture.Engine.DrainAsync(Token), position => Assert.Equal(-1, position));
    }

    [Fact]
    public async Task Cancellation_EndsTheStream_WithTheCallersToken()
    {
        using CancellationTokenSource cancellation = new();
        await using IAsyncEnumerator<ChatResponseUpdate> stream = fixture.Client
            .GetStreamingResponseAsync("Tell a long story.", new ChatOptions { MaxOutputTokens = 400 }, cancellation.Token)
            .GetAsyncEnumerator(cancellation.Token);
        await stream.MoveNextAsync();

        await cancellation.CancelAsync();
        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () =>
            {
                while (await stream.MoveNextAsync())
                {
                }
            });

        Assert.Equal(cancellation.Token, exception.CancellationToken);
        Assert.All(await fixture.Engine.DrainAsync(Token), position => Assert.Equal(-1, position));
    }

    [Fact]
    public async Task JsonSchema_ShapesTheAnswer()
    {
        JsonElement schema = JsonDocument.Parse(
            """{"type":"object","properties":{"city":{"type":"string","maxLength":20},"country":{"enum":["France","Spain"]}},"required":["city","country"]}""").RootElement;
        ChatOptions options = new() { MaxOutputTokens = 60, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) };

        ChatResponse response = await fixture.Client.GetResponseAsync("Which city is the capital of France? Answer in JSON.", options, Token);
        JsonElement answer = JsonDocument.Parse(response.Text).RootElement;

        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(["city", "country"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Contains(answer.GetProperty("country").GetString(), (string[])["France", "Spain"]);
    }

    [Fact]
    public async Task JsonSchema_WithSampling_ShapesTheAnswerToo()
    {
        JsonElement schema = JsonDocument.Parse("""{"type":"array","items":{"type":"boolean"},"minItems":3,"maxItems":3}""").RootElement;
        ChatOptions options = new() { Temperature = 1.5f, Seed = 3, MaxOutputTokens = 60, ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) };

        ChatResponse response = await fixture.Client.GetResponseAsync("Toss a coin.", options, Token);

        Assert.Equal(3, JsonDocument.Parse(response.Text).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Seed_MakesSamplingRepeatable()
    {
        ChatOptions options = new() { Temperature = 1, Seed = 42, MaxOutputTokens = 10 };
        ChatResponse first = await fixture.Client.GetResponseAsync("Name an animal.", options, Token);
        ChatResponse second = await fixture.Client.GetResponseAsync("Name an animal.", options, Token);

        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Tools_AreRefused_WhereTheTemplateHasNone()
    {
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(() => "noon", "get_time")] };

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => fixture.Client.GetResponseAsync("What time is it?", options, Token));

        Assert.Contains("not supported by this template", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_WithModeNone_AreLeftOut()
    {
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create(() => "noon", "get_time")], ToolMode = ChatToolMode.None, MaxOutputTokens = 1 };

        Assert.NotEmpty((await fixture.Client.GetResponseAsync("Hello", options, Token)).Text);
    }

    public static TheoryData<ChatOptions, string> InvalidOptions => new()
    {
        { new ChatOptions { Temperature = -1 }, "Temperature" },
        { new ChatOptions { Temperature = float.NaN }, "Temperature" },
        { new ChatOptions { TopP = 1.5f }, "TopP" },
        { new ChatOptions { TopK = -1 }, "TopK" },
        { new ChatOptions { MaxOutputTokens = 0 }, "MaxOutputTokens" },
        { new ChatOptions { StopSequences = [""] }, "StopSequences" },
        { new ChatOptions { AdditionalProperties = new() { ["min_p"] = "much" } }, "min_p" },
        { new ChatOptions { AdditionalProperties = new() { ["repeat_penalty"] = 0 } }, "repeat_penalty" },
    };

    [Theory]
    [MemberData(nameof(InvalidOptions), DisableDiscoveryEnumeration = true)]
    public async Task InvalidOption_IsAnErrorThatNamesIt(ChatOptions options, string name)
    {
        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => fixture.Client.GetResponseAsync("Hello", options, Token));

        Assert.Contains(name, exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void GetService_FindsMetadataAndTheClient()
    {
        ChatClientMetadata? metadata = fixture.Client.GetService<ChatClientMetadata>();

        Assert.Equal("llama.cpp", metadata?.ProviderName);
        Assert.Equal("smollm2-135m-instruct-q4_1", metadata?.DefaultModelId);
        Assert.Same(fixture.Client, fixture.Client.GetService<IChatClient>());
        Assert.Null(fixture.Client.GetService(typeof(IChatClient), "key"));
        Assert.Null(fixture.Client.GetService<string>());
    }
}
