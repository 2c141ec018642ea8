using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LocalRag.Cli.Output;
using LocalRag.LlamaCpp;
using LocalRag.Measurement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>Reads the versions of what a benchmark measures.</summary>
internal static class BenchmarkedVersions
{
    public static BenchmarkVersions Read(IServiceProvider services)
    {
        IReadOnlyList<ModelResult> models = ConfiguredModels.Find(services);
        ModelResult? chat = models.FirstOrDefault(model => model.Use == "Llama:Model");
        return new BenchmarkVersions(
            typeof(BenchmarkedVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            RuntimeInformation.FrameworkDescription,
            ReadNatives(services),
            chat?.Model,
            chat?.Path is { } path ? Hash(path) : null,
            models.FirstOrDefault(model => model.Use == "Onnx:Model")?.Model);
    }

    private static string? ReadNatives(IServiceProvider services)
    {
        try
        {
            return LlamaNatives.Describe(services.GetRequiredService<IOptions<LlamaOptions>>().Value.NativeDirectory).Version;
        }
        catch (NativeLibraryException)
        {
            // A host without a chat engine can still be measured: it searches, and answers with passages.
            return null;
        }
    }

    private static string Hash(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
