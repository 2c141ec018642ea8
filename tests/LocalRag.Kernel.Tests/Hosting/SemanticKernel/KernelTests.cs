using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace LocalRag.Tests.Hosting.SemanticKernel;

public sealed class KernelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kernel_HasTheServicesOfThePipelines()
    {
        await using TestHost host = new();
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();

        Assert.Same(host.Provider.GetRequiredService<IChatClient>(), kernel.GetRequiredService<IChatClient>());
        Assert.Same(
            host.Provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(),
            kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.NotNull(kernel.GetRequiredService<IChatCompletionService>());
        Assert.Equal(["ask", "search"], kernel.Plugins["rag"].Select(function => function.Name).Order());
    }

    [Fact]
    public async Task Kernels_AreTransient_SoThatOneCanBeChangedAlone()
    {
        await using TestHost host = new();
        Kernel changed = host.Provider.GetRequiredService<Kernel>();

        changed.Plugins.Clear();

        Assert.True(host.Provider.GetRequiredService<Kernel>().Plugins.Contains("rag"));
    }

    [Fact]
    public async Task PromptFunction_CallingSearch_ShowsThePassagesToTheModel()
    {
        await using TestHost host = new();
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();

        FunctionResult result = await kernel.InvokePromptAsync(
            "{{rag.search $question limit='1'}}\nAnswer: {{$question}}", new KernelArguments { ["question"] = "What limits decode?" }, cancellationToken: Token);

        string prompt = Assert.Single(host.Chat.Requests).Single().Text;
        Assert.Contains("[1] Speed, lines 1-4\nDecode is limited by memory bandwidth.\nAnswer: What limits decode?", prompt, StringComparison.Ordinal);
        Assert.Equal("Decode is limited by memory bandwidth.", result.GetValue<string>());
    }

    [Fact]
    public async Task PromptFunction_Streamed_GivesTheModelsTextPieceByPiece()
    {
        await using TestHost host = new();
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();

        List<string> pieces = await kernel.InvokePromptStreamingAsync<string>("{{rag.search 'decode'}} What limits it?", cancellationToken: Token).ToListAsync(Token);

        Assert.True(pieces.Count > 1);
        Assert.Equal("Decode is limited by memory bandwidth.", string.Concat(pieces));
    }

    [Fact]
    public async Task PromptFunction_CallingAsk_GetsTheAnswerWithItsSources()
    {
        await using TestHost host = new();
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();

        await kernel.InvokePromptAsync("Translate: {{rag.ask 'What limits decode?'}}", cancellationToken: Token);

        Assert.Contains(
            "Translate: Decode is limited by memory bandwidth. [1]\n\nSources:\n[1] Speed, lines 1-4: \"Decode is limited by memory bandwidth.\"",
            host.Chat.Requests[^1].Single().Text.Replace("&quot;", "\"", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_CallingSearchAsATool_IsGivenThePassages()
    {
        TestChatClient chat = new()
        {
            OnGetResponse = (messages, options, _) => Task.FromResult(new ChatResponse(messages.Any(message => message.Role == ChatRole.Tool)
                ? new ChatMessage(ChatRole.Assistant, "Bandwidth.")
                : new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "rag_search", new Dictionary<string, object?> { ["query"] = "decode" })]))),
        };
        await using TestHost host = new() { Chat = chat };
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();
        PromptExecutionSettings settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        FunctionResult result = await kernel.InvokePromptAsync("What limits decode?", new KernelArguments(settings), cancellationToken: Token);

        Assert.Equal("Bandwidth.", result.GetValue<string>());
        Assert.Equal(["rag_ask", "rag_search"], chat.Options[0]?.Tools?.Select(tool => tool.Name).Order());
        FunctionResultContent found = Assert.IsType<FunctionResultContent>(Assert.Single(chat.Requests[^1].Last(message => message.Role == ChatRole.Tool).Contents));
        Assert.Contains("Decode is limited by memory bandwidth.", found.Result?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_WithoutAnyPassage_SaysSo()
    {
        await using TestHost host = new();
        host.Index.Hits = [];
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();

        string? text = await kernel.InvokeAsync<string>("rag", "search", new KernelArguments { ["query"] = "decode" }, Token);

        Assert.Equal("No passage fits.", text);
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(1_000_000, 50)]
    public async Task Search_WithAnOddLimitFromAModel_StaysWithinBounds(int asked, int searched)
    {
        await using TestHost host = new();
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();

        await kernel.InvokeAsync("rag", "search", new KernelArguments { ["query"] = "decode", ["limit"] = asked }, Token);

        Assert.Equal(searched, Assert.Single(host.Index.Queries).Limit);
    }

    [Fact]
    public async Task ChatCompletionService_SpeaksToTheChatPipeline()
    {
        await using TestHost host = new();
        IChatCompletionService service = host.Provider.GetRequiredService<Kernel>().GetRequiredService<IChatCompletionService>();

        ChatMessageContent message = await service.GetChatMessageContentAsync("Hello", cancellationToken: Token);

        Assert.Equal("Decode is limited by memory bandwidth.", message.Content);
    }
}
