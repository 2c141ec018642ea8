using LocalRag.Answers;
using LocalRag.Retrieval;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LocalRag.Tests.Hosting;

public sealed class AddLocalRagTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_Answers_ThroughTheKeyedClient()
    {
        await using TestHost host = new();

        ChatResponse response = await host.Provider.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers)
            .GetResponseAsync("What limits decode?", cancellationToken: Token);

        Assert.Equal("Speed", Assert.Single(response.GetCitations()).Title);
    }

    [Fact]
    public async Task ChatPipeline_ForwardsToTheEngineWithoutOwningIt()
    {
        await using TestHost host = new();
        IChatClient front = host.Provider.GetRequiredService<IChatClient>();

        await front.GetResponseAsync("hello", cancellationToken: Token);
        front.Dispose();

        Assert.Single(host.Chat.Requests);
        Assert.False(host.Chat.Disposed);
        Assert.Same(host.Chat, front.GetService<TestChatClient>());
    }

    [Fact]
    public async Task EmbeddingsPipeline_ForwardsToTheEngineWithoutOwningIt()
    {
        await using TestHost host = new();
        IEmbeddingGenerator<string, Embedding<float>> front = host.Provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        await front.GenerateAsync("hello", cancellationToken: Token);
        front.Dispose();

        Assert.Equal("hello", Assert.Single(host.Embeddings.Texts));
        Assert.False(host.Embeddings.Disposed);
    }

    [Fact]
    public async Task Host_TakenDown_DisposesTheEngines()
    {
        TestHost host = new();
        await host.Provider.GetRequiredService<IChatClient>().GetResponseAsync("hello", cancellationToken: Token);

        await host.DisposeAsync();

        Assert.True(host.Chat.Disposed);
    }

    [Fact]
    public async Task Settings_ComeFromTheSectionOfTheHost()
    {
        await using TestHost host = new TestHost().With("Retrieval:ContextTokens", "321").With("Answers:Temperature", "0.4").With("DataDirectory", "data");

        Assert.Equal(321, host.Provider.GetRequiredService<IOptions<RetrievalOptions>>().Value.ContextTokens);
        Assert.Equal(0.4f, host.Provider.GetRequiredService<IOptions<AnswersOptions>>().Value.Temperature);
        Assert.Equal("data", host.Provider.GetRequiredService<IOptions<LocalRagOptions>>().Value.DataDirectory);
    }

    [Theory]
    [InlineData("Retrieval:ContextTokens", "3")]
    [InlineData("Retrieval:DenseWeight", "1.5")]
    [InlineData("Answers:MaxOutputTokens", "0")]
    [InlineData("Answers:Instructions", "")]
    [InlineData("DataDirectory", "")]
    public async Task Setting_OutOfRange_IsRefusedAtStartUp(string key, string value)
    {
        await using TestHost host = new TestHost().With(key, value);

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(
            () => host.Provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(key.Split(':')[^1], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondCall_AddsNothing()
    {
        await using TestHost host = new();
        host.Services.AddLocalRag(new ConfigurationBuilder().Build());
        int before = host.Services.Count;

        host.Services.AddLocalRag(new ConfigurationBuilder().Build());

        Assert.Equal(before, host.Services.Count);
    }

    [Fact]
    public void ApplicationBuilder_GivesServicesAndConfiguration()
    {
        HostApplicationBuilder application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        application.Configuration.AddInMemoryCollection([new("LocalRag:Retrieval:Limit", "9")]);

        ILocalRagBuilder builder = application.AddLocalRag();

        Assert.Same(application.Services, builder.Services);
        Assert.Equal("9", builder.Configuration["Retrieval:Limit"]);
    }

    [Fact]
    public async Task ChatPipeline_WithoutAnEngine_SaysWhatToAdd()
    {
        ServiceCollection services = new();
        services.AddLocalRag(new ConfigurationBuilder().Build());
        await using ServiceProvider provider = services.BuildServiceProvider();

        LocalRagException error = await Assert.ThrowsAsync<LocalRagException>(
            () => provider.GetRequiredService<IChatClient>().GetResponseAsync("hello", cancellationToken: Token));

        Assert.Contains("AddLlamaCpp()", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnEngineOfTheApplication_AnswersInsteadOfOurs()
    {
        TestChatClient own = TestChatClient.Answering("Bandwidth.");
        await using TestHost host = new() { Application = services => services.AddKeyedSingleton<IChatClient>(LocalRagKeys.Engine, own) };

        await host.Provider.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers).GetResponseAsync("What limits decode?", cancellationToken: Token);

        Assert.Single(own.Requests);
        Assert.Empty(host.Chat.Requests);
    }
}
