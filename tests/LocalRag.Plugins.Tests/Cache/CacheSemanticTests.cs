using LocalRag.Plugins.Cache;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

public sealed class CacheSemanticTests
{
    private const string Evidence = "The base M4 reads its memory at 120 GB/s.\n\n";
    private const string Asked = "Question: How fast is the memory of the M4?";
    private const string Rephrased = "Question: What memory speed does the M4 have?";

    private static readonly ChatOptions s_greedy = new() { Temperature = 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_wording_after_the_same_evidence_gets_the_answer_that_was_computed()
    {
        TestChatClient inner = Numbered();
        using IChatClient cache = Create(inner);

        ChatResponse first = await AskAsync(cache, Evidence, Asked);
        ChatResponse second = await AskAsync(cache, Evidence, Rephrased);
        ChatResponse streamed = await cache.GetStreamingResponseAsync(Prompt(Evidence, Rephrased), s_greedy, Token).ToChatResponseAsync(Token);

        Assert.Null(CacheControl.FindHit(first));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Text, streamed.Text);
        Assert.Equal("semantic", CacheControl.FindHit(second));
        Assert.Equal("semantic", CacheControl.FindHit(streamed));
    }

    [Theory]
    [InlineData(Evidence, "Question: How fast is the memory of the M3?")]
    [InlineData(Evidence, "Question: How fast is the memory of the M4 without a fan?")]
    [InlineData(Evidence, "Question: Where is the memory of the M4?")]
    [InlineData("The base M4 reads its memory at 121 GB/s.\n\n", Rephrased)]
    public async Task Another_number_name_or_negation_and_other_evidence_are_computed(string evidence, string question)
    {
        TestChatClient inner = Numbered();
        using IChatClient cache = Create(inner);
        await AskAsync(cache, Evidence, Asked);

        ChatResponse response = await AskAsync(cache, evidence, question);

        Assert.Null(CacheControl.FindHit(response));
    }

    [Fact]
    public async Task A_question_that_is_not_near_is_computed()
    {
        TestChatClient inner = Numbered();
        using IChatClient cache = Create(inner, text => text == Rephrased ? [0.5f, 0.8f] : [1, 0]);
        await AskAsync(cache, Evidence, Asked);

        Assert.Null(CacheControl.FindHit(await AskAsync(cache, Evidence, Rephrased)));
    }

    [Fact]
    public async Task Nothing_is_given_for_another_wording_unless_it_is_asked_for()
    {
        TestChatClient inner = Numbered();
        using IChatClient cache = Create(inner, null, ("Semantic", "false"));
        await AskAsync(cache, Evidence, Asked);

        Assert.Null(CacheControl.FindHit(await AskAsync(cache, Evidence, Rephrased)));
    }

    [Fact]
    public async Task A_conversation_without_evidence_is_computed()
    {
        TestChatClient inner = Numbered();
        using IChatClient cache = Create(inner);

        await cache.GetResponseAsync(Asked, s_greedy, Token);
        ChatResponse other = await cache.GetResponseAsync(Rephrased, s_greedy, Token);

        Assert.Null(CacheControl.FindHit(other));
    }

    [Fact]
    public async Task One_wrong_answer_among_few_audited_ones_ends_it()
    {
        // Another figure for each wording: exactly what must not be given.
        TestChatClient inner = Numbered();
        using IChatClient cache = Create(inner, null, ("SemanticAuditEvery", "1"));
        ICacheLevel level = (ICacheLevel)cache.GetService(typeof(ICacheLevel))!;
        await AskAsync(cache, Evidence, Asked);

        await AskAsync(cache, Evidence, Rephrased);

        Assert.Contains("1 wrong", level.GetStatistics().Note, StringComparison.Ordinal);
        Assert.Contains("switched off", level.GetStatistics().Note, StringComparison.Ordinal);
        Assert.Null(CacheControl.FindHit(await AskAsync(cache, Evidence, "Question: At what speed does the M4 read memory?")));
    }

    [Fact]
    public async Task Right_answers_narrow_the_bound_and_it_goes_on()
    {
        TestChatClient inner = new() { OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Respond("It is 120 GB/s.")) };
        using IChatClient cache = Create(inner, null, ("SemanticAuditEvery", "2"));
        ICacheLevel level = (ICacheLevel)cache.GetService(typeof(ICacheLevel))!;
        for (int i = 0; i < 20; i++)
        {
            await AskAsync(cache, $"{Evidence}{i}", Asked);
            await AskAsync(cache, $"{Evidence}{i}", Rephrased);
        }

        Assert.Contains("20 found, 10 of them computed to compare, 0 wrong (at most 25.9%, 95%)", level.GetStatistics().Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_given_for_another_wording_is_not_kept_as_its_answer()
    {
        // The layers of answers and of the chat model, one around the other, as in a host.
        TestChatClient inner = Numbered();
        using IChatClient chat = Create(inner);
        await AskAsync(chat, Evidence, Asked);
        ChatResponse given = await AskAsync(chat, Evidence, Rephrased);
        using IChatClient outer = Create(new TestChatClient { OnGetResponse = (_, _, _) => Task.FromResult(given) }, null, ("Semantic", "false"));

        await AskAsync(outer, Evidence, Rephrased);

        Assert.Equal("semantic", CacheControl.FindHit(await AskAsync(outer, Evidence, Rephrased)));
        Assert.Equal(0, ((ICacheLevel)outer.GetService(typeof(ICacheLevel))!).GetStatistics().Entries);
    }

    [Theory]
    [InlineData(0, 10, 0.2589)]
    [InlineData(0, 597, 0.0050)]
    [InlineData(1, 20, 0.2161)]
    public void The_upper_bound_is_Clopper_and_Pearsons(int wrong, int audited, double expected) =>
        Assert.Equal(expected, HitAudit.UpperBound(wrong, audited), 3);

    [Theory]
    [InlineData(1, 1, 0.05)]
    [InlineData(1, 10, 0.0051)]
    [InlineData(2, 20, 0.0181)]
    public void The_lower_bound_is_Clopper_and_Pearsons(int wrong, int audited, double expected) =>
        Assert.Equal(expected, HitAudit.LowerBound(wrong, audited), 3);

    [Theory]
    [InlineData("The M4 reads at 120 GB/s.", "It is 120 GB/s", true)]
    [InlineData("The M4 reads at 120 GB/s.", "The M4 reads at 273 GB/s.", false)]
    [InlineData("Nobody knows how that works.", "The M4 reads at 120 GB/s.", false)]
    [InlineData("Insufficient memory on the device.", "The device has insufficient memory left", true)]
    public void Answers_say_the_same_with_the_same_numbers_and_words(string one, string other, bool same) =>
        Assert.Equal(same, AnswerAgreement.SayTheSame(one, other));

    private static IChatClient Create(IChatClient inner, Func<string, float[]>? vectors = null, params (string Key, string? Value)[] settings)
    {
        Dictionary<string, string?> all = new() { ["Semantic"] = "true", ["SemanticAuditEvery"] = "1000" };
        foreach ((string key, string? value) in settings)
        {
            all[key] = value;
        }

        TestPluginBuilder builder = new([.. all.Select(pair => (pair.Key, pair.Value))]);
        TestEmbeddingGenerator embeddings = new();
        embeddings.OnGenerate = vectors ?? embeddings.OnGenerate;
        builder.Services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(embeddings);
        return builder.With(new CachePlugin()).BuildChat(inner);
    }

    /// <summary>A model that writes another figure each time.</summary>
    private static TestChatClient Numbered()
    {
        int number = 0;
        return new TestChatClient { OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Respond($"It is {Interlocked.Increment(ref number)} GB/s.")) };
    }

    private static Task<ChatResponse> AskAsync(IChatClient cache, string evidence, string question) =>
        cache.GetResponseAsync(Prompt(evidence, question), s_greedy, Token);

    private static List<ChatMessage> Prompt(string evidence, string question) =>
        [new ChatMessage(ChatRole.System, "Answer from the passages."), new ChatMessage(ChatRole.User, [new TextContent(evidence), new TextContent(question)])];
}
