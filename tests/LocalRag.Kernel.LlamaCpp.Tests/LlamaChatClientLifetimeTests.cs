using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp.Tests;

public sealed class LlamaChatClientLifetimeTests
{
    private static readonly ChatOptions s_short = new() { MaxOutputTokens = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void NewClient_LoadsNothing()
    {
        FixedModelStore models = new(RepositoryPaths.ChatModel);
        using LlamaChatClient client = NewClient(models);

        Assert.Equal(0, models.Asked);
        Assert.Null(client.GetService(typeof(LoadedModel)));
    }

    [Fact]
    public async Task FirstRequests_AtOnce_LoadTheModelOnce()
    {
        FixedModelStore models = new(RepositoryPaths.ChatModel);
        using LlamaChatClient client = NewClient(models);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetResponseAsync("Hi", s_short, Token)));

        Assert.Equal(1, models.Asked);
    }

    [Fact]
    public async Task FailedLoad_IsReported_AndTriedAgainByTheNextRequest()
    {
        FixedModelStore models = new("missing.gguf");
        using LlamaChatClient client = NewClient(models);

        await Assert.ThrowsAsync<ModelUnavailableException>(() => client.GetResponseAsync("Hi", s_short, Token));
        models.Path = RepositoryPaths.ChatModel;

        Assert.NotEmpty((await client.GetResponseAsync("Hi", s_short, Token)).Text);
    }

    [Fact]
    public async Task ContextLargerThanTheModelWasMadeFor_IsAnErrorWithBothNumbers()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.ContextTokens = 1_000_000;
        using LlamaChatClient client = ChatModelFixture.NewClient(options);

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => client.GetResponseAsync("Hi", s_short, Token));

        Assert.Contains("Llama:ContextTokens is 1000000", exception.Problem, StringComparison.Ordinal);
        Assert.Matches("made for [0-9]+", exception.Problem);
    }

    [Fact]
    public async Task UnknownTemplate_IsAnErrorOfTheRequest()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.ChatTemplate = "no-such";
        using LlamaChatClient client = ChatModelFixture.NewClient(options);

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => client.GetResponseAsync("Hi", s_short, Token));

        Assert.Contains("Llama:ChatTemplate", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Twice_FreesTheModelOnce_AndRefusesRequests()
    {
        LlamaChatClient client = NewClient(new FixedModelStore(RepositoryPaths.ChatModel));
        await client.GetResponseAsync("Hi", s_short, Token);
        LoadedModel model = (LoadedModel)client.GetService(typeof(LoadedModel))!;

        client.Dispose();
        client.Dispose();

        Assert.True(model.Model.Handle.IsClosed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("Hi", s_short, Token));
    }

    [Fact]
    public async Task Dispose_DuringAnAnswer_EndsItWithAnError()
    {
        LlamaChatClient client = NewClient(new FixedModelStore(RepositoryPaths.ChatModel));
        await using IAsyncEnumerator<ChatResponseUpdate> stream = client
            .GetStreamingResponseAsync("Tell a long story.", new ChatOptions { MaxOutputTokens = 400 }, Token).GetAsyncEnumerator(Token);
        await stream.MoveNextAsync();

        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () =>
            {
                while (await stream.MoveNextAsync())
                {
                }
            });
    }

    [Theory]
    [InlineData(KvType.F32, FlashAttention.Off)]
    [InlineData(KvType.Q8, FlashAttention.On)]
    [InlineData(KvType.Q4, FlashAttention.Auto)]
    public async Task KvTypes_AreUsable(KvType type, FlashAttention flashAttention)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.KvType = type;
        options.FlashAttention = flashAttention;
        options.ContextTokens = 128;
        options.Sequences = 1;
        options.Repack = true;
        using LlamaChatClient client = ChatModelFixture.NewClient(options);

        Assert.NotEmpty((await client.GetResponseAsync("Hi", s_short, Token)).Text);
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedByName()
    {
        ValidateOptionsResult result = new LlamaOptionsValidator().Validate(null, new LlamaOptions { Sequences = 0, KvType = (KvType)9, Model = "" });

        Assert.True(result.Failed);
        Assert.Equal(3, result.Failures.Count());
    }

    private static LlamaChatClient NewClient(IModelStore models) => new(new ChangingSettings(ChatModelFixture.NewOptions()), models);
}
