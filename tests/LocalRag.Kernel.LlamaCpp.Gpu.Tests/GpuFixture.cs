using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

[assembly: AssemblyFixture(typeof(LocalRag.LlamaCpp.Gpu.Tests.GpuFixture))]

namespace LocalRag.LlamaCpp.Gpu.Tests;

/// <summary>The GPU that the tests run on, if there is one: that of the libraries in <see cref="NativesVariable"/>, or of those beside the tests, which on a Mac have Metal.</summary>
/// <remarks>
/// On Linux a software device does: the package <c>@node-llama-cpp/linux-x64-vulkan</c> in the version of <c>natives/package.json</c>, and a Vulkan driver such as
/// Mesa's lavapipe. llama.cpp takes a device that is a processor only when it is named, with <c>GGML_VK_VISIBLE_DEVICES=0</c>.
/// </remarks>
public sealed class GpuFixture
{
    /// <summary>The environment variable with the folder of llama.cpp's libraries.</summary>
    public const string NativesVariable = "LOCALRAG_GPU_NATIVES";

    private static readonly Lazy<(LlamaDevice? Gpu, string? Missing)> s_found = new(Find);

    internal static string? NativeDirectory { get; } = Environment.GetEnvironmentVariable(NativesVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Gets the GPU; skips the test that asks where there is none.</summary>
    internal static LlamaDevice Gpu
    {
        get
        {
            Assert.SkipUnless(s_found.Value.Gpu is not null, s_found.Value.Missing ?? string.Empty);
            return s_found.Value.Gpu!;
        }
    }

    internal static LlamaOptions NewOptions(int layers = -1) => new()
    {
        NativeDirectory = NativeDirectory,
        ContextTokens = 512,
        Sequences = 1,
        Threads = 2,
        GpuLayers = layers,
    };

    internal static LlamaChatClient NewClient(LlamaOptions options, RecordingLogger? log = null, IMemoryArbiter? memory = null) =>
        new(new ChangingSettings(options), new FixedModelStore(RepositoryPaths.ChatModel), log, memory: memory);

    internal static async Task<string> AnswerAsync(LlamaChatClient client, string question, int tokens, CancellationToken cancellationToken) =>
        (await client.GetResponseAsync(question, new ChatOptions { MaxOutputTokens = tokens, Temperature = 0 }, cancellationToken)).Text;

    internal static ModelLoader Loader(LlamaChatClient client) => (ModelLoader)client.GetService(typeof(ModelLoader))!;

    private static (LlamaDevice? Gpu, string? Missing) Find()
    {
        LlamaNativesDescription natives;
        try
        {
            natives = LlamaNatives.Describe(NativeDirectory);
        }
        catch (NativeLibraryException exception)
        {
            return (null, $"llama.cpp cannot be loaded: {exception.Problem}");
        }

        LlamaDevice? gpu = natives.Devices.FirstOrDefault(device => device.IsGpu);
        return (gpu, gpu is not null ? null : $"llama.cpp in {natives.Directory} finds no GPU; {NativesVariable} names the folder of libraries that have one.");
    }
}
