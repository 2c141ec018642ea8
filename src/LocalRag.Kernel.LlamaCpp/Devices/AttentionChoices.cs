using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Optimization;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Devices;

/// <summary>Finds out once for a model on a machine whether flash attention is faster, and keeps that in a file.</summary>
/// <param name="modelsDirectory">The folder of this machine's models.</param>
/// <param name="logger">Is told what was found.</param>
internal sealed partial class AttentionChoices(string modelsDirectory, ILogger logger)
{
    private readonly ConcurrentDictionary<string, AttentionVerdict> _known = new(StringComparer.Ordinal);

    /// <summary>Returns how attention is to be computed: what the settings say, or what was measured where they leave it to that.</summary>
    /// <param name="model">The model, which no engine works with yet.</param>
    /// <param name="options">The engine's settings, with the layers that are on a GPU.</param>
    public FlashAttention Choose(LlamaModel model, LlamaOptions options)
    {
        if (options.FlashAttention != FlashAttention.Measured)
        {
            return options.FlashAttention;
        }

        // Without it llama.cpp cannot have values in blocks.
        if (options.KvType is KvType.Q8 or KvType.Q4)
        {
            return FlashAttention.On;
        }

        string key = Key(model, options);
        AttentionVerdict? verdict = _known.GetValueOrDefault(key) ?? Read(key) ?? Measure(key, model, options);
        return verdict is null ? FlashAttention.Auto : (_known[key] = verdict).Choice;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Flash attention is {Choice} for {Model}: the same work took {On} ms with it and {Off} ms without.")]
    private static partial void LogMeasured(ILogger logger, FlashAttention choice, string model, double? on, double? off);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether flash attention is faster for {Model} cannot be measured: there is no room for it. llama.cpp chooses.")]
    private static partial void LogNotMeasured(ILogger logger, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was measured about flash attention cannot be kept in {Path}, and will be measured again: {Problem}")]
    private static partial void LogNotKept(ILogger logger, string path, string problem);

    private static string Key(LlamaModel model, LlamaOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{OptimizedModels.Machine} {options.GpuDevice} {options.GpuLayers} {options.KvType} {options.PrefillPieceTokens} {LlamaModel.Threads(options)} {ModelFile.Stamp(model.Path)}");

    private AttentionVerdict? Measure(string key, LlamaModel model, LlamaOptions options)
    {
        (double? on, double? off) = AttentionSpeed.Compare(model, options);
        if (on is null && off is null)
        {
            LogNotMeasured(logger, model.Path);
            return null;
        }

        FlashAttention choice = off is null || on <= off ? FlashAttention.On : FlashAttention.Off;
        LogMeasured(logger, choice, model.Path, on, off);
        AttentionVerdict verdict = new(AttentionVerdict.CurrentFormat, key, on, off, choice);
        string path = PathOf(key);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string partial = $"{path}.{Guid.NewGuid():N}.partial";
            File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(verdict, AttentionVerdictJson.Default.AttentionVerdict));
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotKept(logger, path, exception.Message);
        }

        return verdict;
    }

    private AttentionVerdict? Read(string key)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(PathOf(key));
            return JsonSerializer.Deserialize(bytes, AttentionVerdictJson.Default.AttentionVerdict) is { Format: AttentionVerdict.CurrentFormat } verdict && verdict.Key == key
                ? verdict
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // A file that is missing or cannot be read says nothing; it is measured again.
            return null;
        }
    }

    private string PathOf(string key) =>
        Path.Combine(modelsDirectory, "attention", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..24]}.json");
}
