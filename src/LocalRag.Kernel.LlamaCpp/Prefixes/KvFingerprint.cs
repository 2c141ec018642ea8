using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>Names all that a prompt's keys and values depend on besides its tokens, down to the last bit.</summary>
internal static class KvFingerprint
{
    private const int Format = 1;

    /// <param name="modelFile">What tells the model's file from others.</param>
    /// <param name="build">What tells the native library from others.</param>
    /// <param name="settings">The engine's settings.</param>
    public static byte[] Compute(string modelFile, string build, LlamaOptions settings)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
             {Format}
             {modelFile}
             {build}
             {settings.KvType} {settings.FlashAttention} {settings.PrefillPieceTokens} {settings.GpuLayers} {settings.Repack}
             {LlamaModel.Threads(settings)} {LlamaModel.BatchThreads(settings)}
             """);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }
}
