using System.Diagnostics.Metrics;
using LocalRag.LlamaCpp.Devices;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Tests.Devices;

/// <summary>A GPU that fails while it computes. It is made up: its layers are computed on the processor until the planted fault, so that answers can be compared exactly.</summary>
public sealed class DeviceLossTests(ChatModelFixture fixture)
{
    private const int ComputeFailed = -3;

    private static readonly string[] s_questions = ["What is the capital of France?", "List three colours.", "Why is the sky blue?"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public async Task Answer_GoesOnOnTheProcessor_AsIfItHadBeenWrittenThere(int stepsBefore)
    {
        string expected = await AnswerAsync(fixture.Client, s_questions[0]);
        RecordingLogger log = new();
        using LlamaChatClient client = NewClient(new ChangingSettings(NewOptions()), log, FailAfter(stepsBefore));

        ChatResponse response = await client.GetResponseAsync(s_questions[0], Greedy(), Token);

        Assert.Equal(expected, response.Text);
        Assert.Equal(OffloadReason.DeviceFailed, client.GetStatus()!.Offload.Reason);
        Assert.Equal(0, client.GetStatus()!.Offload.Layers);
        Assert.Contains(log.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("Test0", StringComparison.Ordinal) && entry.Message.Contains("llama_decode returned -3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Usage_CountsPromptAndAnswer_AsWithoutTheFailure()
    {
        ChatResponse expected = await fixture.Client.GetResponseAsync(s_questions[0], Greedy(), Token);
        using LlamaChatClient client = NewClient(new ChangingSettings(NewOptions()), new RecordingLogger(), FailAfter(6));

        ChatResponse response = await client.GetResponseAsync(s_questions[0], Greedy(), Token);

        Assert.Equal(expected.Usage!.InputTokenCount, response.Usage!.InputTokenCount);
        Assert.Equal(expected.Usage.OutputTokenCount, response.Usage.OutputTokenCount);
        Assert.Equal(expected.FinishReason, response.FinishReason);
    }

    [Fact]
    public async Task Requests_ThatRunTogether_AllGoOn()
    {
        LlamaOptions options = NewOptions();
        options.Reproducible = true;
        using LlamaChatClient processor = ChatModelFixture.NewClient(options.WithoutGpu());
        string[] expected = await Task.WhenAll(s_questions.Select(question => AnswerAsync(processor, question)));
        using LlamaChatClient client = NewClient(new ChangingSettings(options), new RecordingLogger(), FailAfter(8));

        string[] answers = await Task.WhenAll(s_questions.Select(question => AnswerAsync(client, question)));

        Assert.Equal(expected, answers);
    }

    [Fact]
    public async Task Device_ThatFailed_IsTriedAgainOnlyWhenItsSettingsChange()
    {
        ChangingSettings settings = new(NewOptions());
        using LlamaChatClient client = NewClient(settings, new RecordingLogger(), FailAfter(0));
        await AnswerAsync(client, s_questions[0]);

        settings.Change(options => options.Repack = true);
        await Loader(client).Settled;
        OffloadReason afterAnother = client.GetStatus()!.Offload.Reason;
        settings.Change(options => options.GpuLayers = 5);
        await Loader(client).Settled;

        Assert.Equal(OffloadReason.DeviceFailed, afterAnother);
        Assert.Equal((OffloadReason.Fits, 5), (client.GetStatus()!.Offload.Reason, client.GetStatus()!.Offload.Layers));
    }

    [Fact]
    public async Task Failure_OnTheProcessor_IsTheRequestsAlone()
    {
        using LlamaChatClient client = NewClient(new ChangingSettings(NewOptions().WithoutGpu()), new RecordingLogger(), (_, _) => ComputeFailed);

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => AnswerAsync(client, s_questions[0]));

        Assert.IsNotType<DeviceFailedException>(exception);
        Assert.Contains("-3", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_IsCounted()
    {
        long failures = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, heard) =>
        {
            if (instrument.Name == "localrag.engine.gpu.failures")
            {
                heard.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref failures, value));
        listener.Start();
        using LlamaChatClient client = NewClient(new ChangingSettings(NewOptions()), new RecordingLogger(), FailAfter(2));

        await AnswerAsync(client, s_questions[0]);

        Assert.Equal(1, failures);
    }

    [Fact]
    public async Task Client_ThatIsDisposedOf_LeavesNoModelAndNoContext()
    {
        int before = NativeObjects.Live;
        using (LlamaChatClient client = NewClient(new ChangingSettings(NewOptions()), new RecordingLogger(), FailAfter(3)))
        {
            await AnswerAsync(client, s_questions[0]);
            Assert.True(NativeObjects.Live > before);
        }

        Assert.Equal(before, NativeObjects.Live);
    }

    private static ModelLoader Loader(LlamaChatClient client) => (ModelLoader)client.GetService(typeof(ModelLoader))!;

    private static Func<int, DecodeBatch, int> FailAfter(int steps)
    {
        int left = steps;
        return (layers, _) => layers > 0 && Interlocked.Decrement(ref left) < 0 ? ComputeFailed : 0;
    }

    private static LlamaChatClient NewClient(ChangingSettings settings, RecordingLogger log, Func<int, DecodeBatch, int> interceptor)
    {
        LlamaChatClient client = new(settings, new FixedModelStore(RepositoryPaths.ChatModel), log);
        Loader(client).Seams.Devices = () => [new LlamaDevice("Test0", "A test's GPU", LlamaDeviceKind.Gpu) { TotalBytes = 8L << 30, FreeBytes = 8L << 30 }];
        Loader(client).Seams.Interceptor = interceptor;
        return client;
    }

    private static LlamaOptions NewOptions()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.GpuLayers = -1;
        return options;
    }

    private static ChatOptions Greedy() => new() { MaxOutputTokens = 24, Temperature = 0 };

    private static async Task<string> AnswerAsync(LlamaChatClient client, string question) =>
        (await client.GetResponseAsync(question, Greedy(), Token)).Text;
}
