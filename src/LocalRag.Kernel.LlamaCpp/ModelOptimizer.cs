using System.Globalization;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Optimization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp;

/// <summary>Stores a model's weights in the type that this processor has the fastest kernels for, and finds out whether that loses nothing and gains something.</summary>
/// <remarks>
/// The type is Q8_0: its kernels work on rearranged weights on every processor that has such kernels at all, and it holds whatever was in fewer bits. Types of 4 bits
/// are faster still, but weights that come from another 4-bit type lose by it (measured: a fifth in perplexity).
/// </remarks>
public sealed class ModelOptimizer(IOptionsMonitor<LlamaOptions> settings, IModelStore models, ILoggerFactory loggerFactory, IMemoryArbiter? memory = null)
{
    private const string TargetType = "Q8_0";
    private const int TargetFileType = 7;
    private const int MostWindows = 8;
    private const double AllowedPerplexity = 1.01;
    private const double WantedAnswerSpeed = 1.1;

    /// <summary>Optimizes a model, and keeps the result for <c>Llama:OptimizedWeights</c>.</summary>
    /// <param name="model">A path or a name in the catalog; null for <c>Llama:Model</c>.</param>
    /// <param name="text">A text of some thousand words, on which the weights are compared.</param>
    /// <param name="progress">Told what is being done, and the share of all that is done.</param>
    /// <param name="cancellationToken">Ends it; nothing half-made is kept.</param>
    /// <exception cref="LocalRagException">The model or the text is of no use, or memory or disk is short.</exception>
    public Task<ModelOptimization> OptimizeAsync(
        string? model, string text, IProgress<(double Share, string Stage)>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Task.Run(() => RunAsync(model ?? settings.CurrentValue.Model, text, progress, cancellationToken), cancellationToken);
    }

    private async Task<ModelOptimization> RunAsync(string model, string text, IProgress<(double, string)>? progress, CancellationToken cancellationToken)
    {
        string path = models.Locate(model);
        GgufSummary summary = GgufFile.Check(path);
        LlamaOptions options = settings.CurrentValue.WithoutGpu();
        LlamaRuntime.EnsureLoaded(options.NativeDirectory, loggerFactory);
        if (summary.WeightType == TargetType)
        {
            throw new LocalRagException($"The weights of {path} are {TargetType} already.", "Set Llama:Repack to true: it rearranges them at load.");
        }

        RefuseBeyondMemory(summary);
        OptimizedModels folder = new(models.Directory);
        progress?.Report((0, "reading the model"));
        string hash = ModelFile.Hash(path);
        string fileName = $"{hash[..16]}-{TargetType.ToLowerInvariant()}.gguf";
        progress?.Report((0.05, $"storing its weights as {TargetType}"));
        Store(path, folder.PathOf(fileName), LlamaModel.Threads(options));
        cancellationToken.ThrowIfCancellationRequested();
        long bytes = new FileInfo(folder.PathOf(fileName)).Length;

        using LlamaModel source = LlamaModel.Load(path, options);
        using LlamaModel optimized = LlamaModel.Load(folder.PathOf(fileName), options.WithRepack());
        int[] tokens = Tokens(source, text);
        double before = Measure(source, 0.2);
        double after = Measure(optimized, 0.5);
        (double prompt, double output, double answer) = after <= before * AllowedPerplexity
            ? await WeightSpeed.CompareAsync(
                source, optimized, tokens, options.Threads, round => progress?.Report((0.75 + (round * 0.05), "comparing speeds")), cancellationToken)
            : (0, 0, 0);
        (bool wins, string reason) = Judge(before, after, prompt, output, answer);
        folder.Save(new WeightVerdict(
            WeightVerdict.CurrentFormat, OptimizedModels.Machine, ModelFile.Stamp(path), hash, new FileInfo(path).Length, TargetType, fileName, bytes, before, after, prompt, output, answer, wins, reason));
        return new ModelOptimization(
            path, summary.WeightType, TargetType, wins ? folder.PathOf(fileName) : null, bytes, before, after, prompt > 0 ? prompt : null, output > 0 ? output : null,
            answer > 0 ? answer : null, wins, reason);

        double Measure(LlamaModel weights, double share) => Perplexity.Compute(
            weights, tokens, options.Threads, window => progress?.Report((share + (0.25 * window / MostWindows), "comparing what the weights foretell")), cancellationToken);
    }

    // By the whole answer: weights that read faster and write a little slower are a gain where more is read than written.
    private static (bool Wins, string Reason) Judge(double before, double after, double prompt, double output, double answer) =>
        after > before * AllowedPerplexity
            ? (false, string.Create(CultureInfo.InvariantCulture, $"The perplexity grows by {(after / before) - 1:P1}, and at most 1% is allowed."))
        : answer < WantedAnswerSpeed
            ? (false, string.Create(CultureInfo.InvariantCulture, $"Prompts are read {prompt:0.00} times and answers written {output:0.00} times as fast: a whole answer comes {answer:0.00} times as fast, which is not worth a second file."))
            : (true, string.Create(CultureInfo.InvariantCulture, $"Prompts are read {prompt:0.00} times and answers written {output:0.00} times as fast: a whole answer comes {answer:0.00} times as fast."));

    private static int[] Tokens(LlamaModel model, string text)
    {
        int[] tokens = model.Vocabulary.Tokenize(text, parseSpecial: false, continuesText: false);
        return tokens[..Math.Min(tokens.Length, MostWindows * Perplexity.WindowTokens)];
    }

    private static unsafe void Store(string source, string target, int threads)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string partial = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            LlamaQuantizeParams parameters = NativeMethods.llama_model_quantize_default_params();
            parameters.Threads = threads;
            parameters.FileType = TargetFileType;
            parameters.AllowRequantize = 1;
            if (NativeMethods.llama_model_quantize(source, partial, &parameters) != 0)
            {
                throw new LocalRagException($"llama.cpp cannot store the weights of {source} as {TargetType}.", "Check that there is room on the disk; the log has the library's own messages.");
            }

            File.Move(partial, target, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // 8 bits and a scale for each 32 weights; rearranged weights lie in memory, not in the file's pages.
    private void RefuseBeyondMemory(GgufSummary summary)
    {
        long needed = summary.Parameters * 34 / 32;
        long room = memory?.Status.Headroom ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        if (needed > room)
        {
            throw new LocalRagException(
                string.Create(CultureInfo.InvariantCulture, $"The weights would take {needed >> 20} MiB of memory as {TargetType}, and there is room for {room >> 20} MiB."),
                "Keep the model as it is, or run on a machine with more memory.");
        }
    }
}
