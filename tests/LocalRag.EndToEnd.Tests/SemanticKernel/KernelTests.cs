using LocalRag.Answers;
using LocalRag.LlamaCpp;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Data;

// SKEXP0001: text search is marked experimental; it is what is tested.
#pragma warning disable SKEXP0001

namespace LocalRag.EndToEnd.Tests.SemanticKernel;

public sealed class KernelTests(RealHost host) : IClassFixture<RealHost>
{
    private readonly Kernel _kernel = host.Services.GetRequiredService<Kernel>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PromptFunction_OverSearch_IsAnsweredByTheModelFromTheDocuments()
    {
        FunctionResult result = await _kernel.InvokePromptAsync(
            "{{rag.search $question limit='1'}}\n\nAnswer in one sentence: {{$question}}",
            new KernelArguments { ["question"] = "How much is the monthly rent for the workshop?" },
            cancellationToken: Token);

        Assert.Contains("840", result.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PromptFunction_Streamed_ComesInPiecesThatMakeTheSameText()
    {
        const string Prompt = "{{rag.search 'compressor oil' limit='1'}}\n\nWhich oil does the compressor need?";

        List<string> pieces = await _kernel.InvokePromptStreamingAsync<string>(Prompt, cancellationToken: Token).ToListAsync(Token);
        FunctionResult whole = await _kernel.InvokePromptAsync(Prompt, cancellationToken: Token);

        Assert.True(pieces.Count > 2);
        Assert.Equal(whole.GetValue<string>(), string.Concat(pieces));
    }

    [Fact]
    public async Task Ask_AnswersWithItsSource()
    {
        string? answer = await _kernel.InvokeAsync<string>(
            "rag", "ask", new KernelArguments { ["question"] = "How much is the monthly rent for the workshop?" }, Token);

        Assert.Contains("840", answer, StringComparison.Ordinal);
        Assert.Contains("[1]", answer, StringComparison.Ordinal);
        Assert.Contains("The monthly rent for the workshop is 840 euros.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_FollowUpQuestion_IsFoundThroughTheOneBefore()
    {
        IChatClient answers = host.Services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
        List<ChatMessage> messages =
        [
            new(ChatRole.User, "Which oil does the compressor need?"), new(ChatRole.Assistant, "Mineral oil."), new(ChatRole.User, "How much of it?"),
        ];

        ChatResponse response = await answers.GetResponseAsync(messages, new ChatOptions { MaxOutputTokens = 8 }, Token);

        RagAnswerMetadata metadata = response.GetRagMetadata()!;
        Assert.Contains(metadata.Used, used => used.Text.Contains("3.2 litres", StringComparison.Ordinal));
        Assert.True(metadata.PromptTokens > 0);
        Assert.True(metadata.Timings.EmbedMilliseconds > 0);
        Assert.True(metadata.Timings.FirstTokenMilliseconds is null or > 0);
    }

    [Fact]
    public async Task TextSearch_FindsThePassageByItsMeaning()
    {
        KernelSearchResults<TextSearchResult> results = await _kernel.GetRequiredService<ITextSearch<Passage>>()
            .GetTextSearchResultsAsync("who can let me in when I am locked out", new TextSearchOptions<Passage> { Top = 1 }, Token);

        TextSearchResult result = Assert.Single(await results.Results.ToListAsync(Token));
        Assert.EndsWith("keys.md", result.Link, StringComparison.Ordinal);
    }

    [Fact]
    public void Services_AreTheEnginesOfThisProcess()
    {
        Assert.NotNull(_kernel.GetRequiredService<IChatClient>().GetService<LlamaChatClient>());
        Assert.NotNull(_kernel.GetRequiredService<IChatCompletionService>());
        Assert.NotNull(_kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GetService<Microsoft.ML.Tokenizers.Tokenizer>());
    }
}
