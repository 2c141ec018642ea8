using LocalRag.LlamaCpp.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Gpu.Tests;

/// <summary>A device that takes the model and then fails in the middle of an answer; the fault is planted, the device and what is freed on it are real.</summary>
public sealed class FallbackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeviceThatFailsInTheMiddle_IsLeft_AndTheAnswerGoesOn()
    {
        LlamaDevice gpu = GpuFixture.Gpu;
        RecordingLogger log = new();
        using LlamaChatClient client = GpuFixture.NewClient(GpuFixture.NewOptions(), log);
        int steps = 0;
        GpuFixture.Loader(client).Seams.Interceptor = (layers, _) => layers > 0 && ++steps > 5 ? -3 : 0;
        List<string> pieces = [];

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("What is the capital of France?", new ChatOptions { MaxOutputTokens = 16 }, Token))
        {
            pieces.Add(update.Text);
        }

        Assert.Contains("Paris", string.Concat(pieces), StringComparison.Ordinal);
        Assert.Equal((OffloadReason.DeviceFailed, 0L), (client.GetStatus()!.Offload.Reason, client.GetStatus()!.DeviceBytes));
        Assert.Contains(log.Entries, entry => entry.Message.StartsWith($"The GPU {gpu.Name} failed", StringComparison.Ordinal));
    }
}
