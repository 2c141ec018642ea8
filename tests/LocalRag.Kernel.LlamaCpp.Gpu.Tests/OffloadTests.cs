using LocalRag.LlamaCpp.Devices;
using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;

namespace LocalRag.LlamaCpp.Gpu.Tests;

/// <summary>A model whose layers really are on a device.</summary>
public sealed class OffloadTests
{
    private const int MiB = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Device_TellsNameMemoryAndWhatDrivesIt()
    {
        LlamaDevice gpu = GpuFixture.Gpu;

        Assert.NotEmpty(gpu.Name);
        Assert.NotEmpty(gpu.Description);
        Assert.NotEmpty(gpu.Backend);
        Assert.InRange(gpu.FreeBytes, 1, gpu.TotalBytes);
    }

    [Fact]
    public async Task AllLayers_AreOnTheDevice_AndTakeAboutWhatWasPlanned()
    {
        _ = GpuFixture.Gpu;
        using LlamaChatClient client = GpuFixture.NewClient(GpuFixture.NewOptions());

        string answer = await GpuFixture.AnswerAsync(client, "What is the capital of France?", 8, Token);
        LlamaEngineStatus status = client.GetStatus()!;

        Assert.Contains("Paris", answer, StringComparison.Ordinal);
        Assert.True(status.Offload.IsComplete, status.Offload.Describe());

        // The plan's room for computations is an upper bound; the weights and keys and values are exact.
        GgufSummary model = GgufFile.Check(RepositoryPaths.ChatModel);
        Assert.InRange(status.DeviceBytes, model.Layers.Blocks.Sum(), status.Offload.Bytes + MiB);
    }

    [Fact]
    public async Task APartOfTheLayers_TakesLessOfTheDevice_AndAnswersToo()
    {
        _ = GpuFixture.Gpu;
        using LlamaChatClient all = GpuFixture.NewClient(GpuFixture.NewOptions());
        using LlamaChatClient part = GpuFixture.NewClient(GpuFixture.NewOptions(10));
        await GpuFixture.AnswerAsync(all, "Hello", 1, Token);

        string answer = await GpuFixture.AnswerAsync(part, "What is the capital of France?", 8, Token);

        Assert.Contains("Paris", answer, StringComparison.Ordinal);
        Assert.Equal(10, part.GetStatus()!.Offload.Layers);
        Assert.InRange(part.GetStatus()!.DeviceBytes, 1, all.GetStatus()!.DeviceBytes - MiB);
    }

    [Fact]
    public async Task LimitOfMemory_TakesFewerLayers_AndTheLogSaysWhy()
    {
        _ = GpuFixture.Gpu;
        RecordingLogger log = new();
        LlamaOptions options = GpuFixture.NewOptions();
        options.GpuMemoryMiB = 90;
        using LlamaChatClient client = GpuFixture.NewClient(options, log);

        string answer = await GpuFixture.AnswerAsync(client, "What is the capital of France?", 8, Token);
        LlamaEngineStatus status = client.GetStatus()!;

        Assert.Contains("Paris", answer, StringComparison.Ordinal);
        Assert.Equal(OffloadReason.TooLittleMemory, status.Offload.Reason);
        Assert.InRange(status.Offload.Layers, 1, status.Offload.ModelLayers - 1);
        Assert.InRange(status.DeviceBytes, 1, 90L * MiB);
        Assert.Contains(log.Entries, entry => entry.Message.Contains("the others on the processor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MemoryOfTheDevicesOwn_IsNotTheMachines()
    {
        LlamaDevice gpu = GpuFixture.Gpu;
        RecordingMemoryArbiter memory = new();
        using LlamaChatClient client = GpuFixture.NewClient(GpuFixture.NewOptions(), memory: memory);

        await GpuFixture.AnswerAsync(client, "Hello", 1, Token);

        Assert.Equal(gpu.SharesMemory, memory.Owners.Exists(owner => owner.Name == "llama.kv"));
    }

    [Fact]
    public async Task Client_ThatIsDisposedOf_LeavesNothingOnTheDevice()
    {
        _ = GpuFixture.Gpu;
        int before = NativeObjects.Live;
        using (LlamaChatClient client = GpuFixture.NewClient(GpuFixture.NewOptions()))
        {
            await GpuFixture.AnswerAsync(client, "Hello", 1, Token);
            Assert.True(NativeObjects.Live > before);
        }

        Assert.Equal(before, NativeObjects.Live);
    }
}
