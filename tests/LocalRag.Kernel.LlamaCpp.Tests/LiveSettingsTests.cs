using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Memory;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.LlamaCpp.Tests;

public sealed class LiveSettingsTests : IDisposable
{
    private static readonly ChatOptions s_short = new() { MaxOutputTokens = 4 };

    private readonly ChangingSettings _settings = new(SmallOptions());
    private readonly FixedModelStore _models = new(RepositoryPaths.ChatModel);
    private readonly RecordingLogger _logger = new();
    private readonly FakeTimeProvider _time = new();
    private readonly LlamaChatClient _client;

    public LiveSettingsTests() => _client = new LlamaChatClient(_settings, _models, _logger, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModelLoader Loader => (ModelLoader)_client.GetService(typeof(ModelLoader))!;

    private LoadedModel? Model => (LoadedModel?)_client.GetService(typeof(LoadedModel));

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task LiveSetting_IsUsedByTheNextRequest_WithoutANewContext()
    {
        await AskAsync();
        LoadedModel before = Model!;

        await ChangeAsync(options => options.MaxOutputTokens = 2);
        ChatResponse response = await _client.GetResponseAsync("Tell a story.", cancellationToken: Token);

        Assert.Equal(2, response.Usage!.OutputTokenCount);
        Assert.Same(before, Model);
    }

    [Fact]
    public async Task ContextSetting_MakesANewContext_OverTheSameWeights()
    {
        await AskAsync();
        LoadedModel before = Model!;

        await ChangeAsync(options => options.ContextTokens = 384);
        await AskAsync();

        Assert.Equal(384, Model!.Size.Tokens);
        Assert.Same(before.Model, Model.Model);
        Assert.Equal(1, _models.Asked);
    }

    [Fact]
    public async Task ReloadSetting_LoadsTheModelAgain_AndFreesTheOldOne()
    {
        await AskAsync();
        LlamaModel before = Model!.Model;

        await ChangeAsync(options => options.Repack = true);
        await AskAsync();

        Assert.Equal(2, _models.Asked);
        Assert.True(before.Handle.IsClosed);
        Assert.False(Model.Model.Handle.IsClosed);
    }

    [Fact]
    public async Task ChangeThatCannotBeApplied_KeepsTheOldState_AndIsLogged()
    {
        await AskAsync();
        LoadedModel before = Model!;

        await ChangeAsync(options => options.ContextTokens = 1 << 20);
        await AskAsync();

        Assert.Same(before, Model);
        Assert.Contains(_logger.Entries, entry => entry.Level == LogLevel.Error && entry.Message.Contains("made for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MissingModel_KeepsTheOldOne()
    {
        await AskAsync();
        _models.Path = "missing.gguf";

        await ChangeAsync(options => options.Model = "other");

        Assert.NotEmpty((await AskAsync()).Text);
        Assert.Contains(_logger.Entries, entry => entry.Level == LogLevel.Error && entry.Message.Contains("missing.gguf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changes_DuringRequests_FailNone_AndChangeNoAnswer()
    {
        ChatOptions options = new() { MaxOutputTokens = 6 };
        string expected = (await _client.GetResponseAsync("Name a colour.", options, Token)).Text;
        Task<ChatResponse>[] requests = [.. Enumerable.Range(0, 6).Select(_ => _client.GetResponseAsync("Name a colour.", options, Token))];

        await ChangeAsync(settings => settings.ContextTokens = 320);
        await ChangeAsync(settings => settings.Sequences = 1);
        await ChangeAsync(settings => settings.Repack = true);
        ChatResponse[] responses = await Task.WhenAll(requests);

        Assert.All(responses, response => Assert.Equal(expected, response.Text));
    }

    [Fact]
    public async Task ChangeBeforeTheFirstRequest_IsUsedByTheLoad()
    {
        await ChangeAsync(options => options.ContextTokens = 320);
        await AskAsync();

        Assert.Equal(320, Model!.Size.Tokens);
    }

    [Fact]
    public async Task DynamicContext_GrowsForARequest_AndShrinksBack()
    {
        await ChangeAsync(options => (options.ContextTokens, options.DynamicContext) = (2048, true));
        await AskAsync();
        int small = Model!.Size.Tokens;

        ChatResponse response = await _client.GetResponseAsync(string.Concat(Enumerable.Repeat("red ", 600)), s_short, Token);
        int grown = Model!.Size.Tokens;
        await PassAsync(ModelLoader.ShrinkAfter);
        await PassAsync(ModelLoader.ShrinkAfter);

        Assert.Equal((ContextWindow.Smallest, 1024), (small, grown));
        Assert.InRange(response.Usage!.InputTokenCount!.Value, 600, 1000);
        Assert.Equal(ContextWindow.Smallest, Model!.Size.Tokens);
    }

    [Fact]
    public async Task DynamicContext_OneSequenceForOneRequest_AndAllForSeveral()
    {
        await ChangeAsync(options => (options.ContextTokens, options.Sequences, options.DynamicContext, options.Reproducible) = (2048, 3, true, true));
        ChatResponse first = await AskAsync();
        ContextSize alone = Model!.Size;

        ChatResponse[] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync()));
        ContextSize grown = Model!.Size;
        await PassAsync(ModelLoader.ShrinkAfter);
        await PassAsync(ModelLoader.ShrinkAfter);

        Assert.Equal((new ContextSize(ContextWindow.Smallest, 1), new ContextSize(ContextWindow.Smallest, 3)), (alone, grown));
        Assert.All(together, response => Assert.Equal(first.Text, response.Text));
        Assert.Equal(alone, Model!.Size);
    }

    [Fact]
    public async Task IdleUnload_FreesTheModel_AndTheNextRequestLoadsItAgain()
    {
        await ChangeAsync(options => options.IdleUnload = TimeSpan.FromMinutes(1));
        ChatResponse first = await AskAsync();
        ChatResponse second = await AskAsync();
        LlamaModel before = Model!.Model;

        await PassAsync(TimeSpan.FromMinutes(1));
        LoadedModel? unloaded = Model;
        ChatResponse third = await AskAsync();

        Assert.Null(unloaded);
        Assert.True(before.Handle.IsClosed);
        Assert.Equal(first.Text, third.Text);
        Assert.Equal([true, false, true], new[] { first, second, third }.Select(HasLoadTime));
    }

    [Fact]
    public async Task DynamicContext_NoRoomForAllSequences_LetsRequestsWaitForEachOther()
    {
        RecordingMemoryArbiter memory = new() { Status = new MemoryStatus(12_000_000_000, 0, Available: 1_000_000, MemoryPressure.Critical) };
        await ChangeAsync(options => (options.ContextTokens, options.Sequences, options.DynamicContext) = (2048, 3, true));
        using LlamaChatClient client = new(_settings, _models, _logger, _time, memory: memory);
        ModelLoader loader = (ModelLoader)client.GetService(typeof(ModelLoader))!;
        await client.GetResponseAsync("Hi", s_short, Token);

        ChatResponse[] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetResponseAsync("Hi", s_short, Token)));
        ContextSize crowded = loader.Current!.Size;
        await client.GetResponseAsync(string.Concat(Enumerable.Repeat("red ", 600)), s_short, Token);

        Assert.Equal(8, together.Count(response => response.Text.Length > 0));
        Assert.Equal(new ContextSize(ContextWindow.Smallest, 1), crowded);
        Assert.Equal(new ContextSize(1024, 1), loader.Current!.Size);
    }

    [Theory]
    [InlineData(MemoryTrim.Light, true)]
    [InlineData(MemoryTrim.Moderate, false)]
    public async Task IdleModel_WhileMemoryIsShort_GoesSoon(MemoryTrim level, bool stays)
    {
        RecordingMemoryArbiter memory = new();
        using LlamaChatClient client = new(_settings, _models, _logger, _time, memory: memory);
        ModelLoader loader = (ModelLoader)client.GetService(typeof(ModelLoader))!;
        ChatResponse first = await client.GetResponseAsync("Hi", s_short, Token);
        IMemoryOwner idle = memory.Owners.Single(owner => owner.Name == "llama.idle");
        long bytes = idle.GetTrimmableBytes(MemoryTrim.Moderate);

        await idle.TrimAsync(level, Token);
        _time.Advance(IdleLimit.Short);
        await loader.Settled.WaitAsync(Token);

        Assert.Equal(memory.Usage("llama.prefixes").Total + bytes, memory.Owners.Sum(owner => owner.GetUsage().Total) + (stays ? 0 : bytes));
        Assert.Equal(stays, loader.Current is not null);
        Assert.Equal(first.Text, (await client.GetResponseAsync("Hi", s_short, Token)).Text);
    }

    [Fact]
    public async Task IdleUnload_WaitsForARequestThatIsStillRead()
    {
        await ChangeAsync(options => options.IdleUnload = TimeSpan.FromMinutes(1));
        await using IAsyncEnumerator<ChatResponseUpdate> stream = _client.GetStreamingResponseAsync("Name a colour.", s_short, Token).GetAsyncEnumerator(Token);
        await stream.MoveNextAsync();

        await PassAsync(TimeSpan.FromMinutes(2));

        Assert.NotNull(Model);
    }

    [Fact]
    public void Costs_AreThoseThatTheSettingsTellTheTuner()
    {
        Assert.All(typeof(LlamaOptions).GetProperties(), property =>
        {
            SettingCost? told = ((TunableAttribute?)Attribute.GetCustomAttribute(property, typeof(TunableAttribute)))?.Cost;
            LlamaOptions changed = new();
            property.SetValue(changed, Other(property.GetValue(changed), property.PropertyType));

            Assert.Equal(told ?? LlamaOptionsChange.Cost(new LlamaOptions(), changed), LlamaOptionsChange.Cost(new LlamaOptions(), changed));
        });
    }

    private static bool HasLoadTime(ChatResponse response) => response.Messages[^1].AdditionalProperties?.ContainsKey(LlamaChatClient.LoadTimeKey) ?? false;

    private static object Other(object? value, Type type) => value switch
    {
        int number => number + 1,
        float number => number + 1,
        double number => number + 1,
        bool flag => !flag,
        TimeSpan time => time + TimeSpan.FromSeconds(1),
        Enum => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value)),
        _ => "other",
    };

    private static LlamaOptions SmallOptions()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.ContextTokens = 256;
        options.Sequences = 2;
        return options;
    }

    private Task<ChatResponse> AskAsync() => _client.GetResponseAsync("Hi", s_short, Token);

    private async Task ChangeAsync(Action<LlamaOptions> change)
    {
        _settings.Change(change);
        await Loader.Settled.WaitAsync(Token);
    }

    private async Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        await Loader.Settled.WaitAsync(Token);
    }
}
