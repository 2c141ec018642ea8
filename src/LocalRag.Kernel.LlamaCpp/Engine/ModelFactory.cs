using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Memory;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Optimization;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Templates;
using LocalRag.LlamaCpp.Tools;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Makes models that are ready for requests: from a file, or over weights that are loaded already.</summary>
internal sealed partial class ModelFactory(IModelStore models, string dataDirectory, ILoggerFactory loggerFactory, IMemoryArbiter? memory)
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<LlamaChatClient>();

    /// <summary>Gets the prefixes of prompts, which outlive the models that they are of.</summary>
    public PrefixStores Prefixes { get; } = new(dataDirectory, loggerFactory.CreateLogger<LlamaChatClient>());

    [LoggerMessage(Level = LogLevel.Information, Message = "There are no better weights for {Model} on this machine; 'localrag models optimize' looks for some.")]
    private static partial void LogNotOptimized(ILogger logger, string model);

    /// <summary>Loads the configured model. Its engine waits to be started.</summary>
    /// <exception cref="LocalRagException">It cannot be loaded.</exception>
    public async Task<LoadedModel> LoadAsync(LlamaOptions settings, ContextSize size)
    {
        string path = models.Locate(settings.Model);
        GgufSummary summary = GgufFile.Check(path);
        LlamaRuntime.EnsureLoaded(settings.NativeDirectory, loggerFactory);
        LlamaOptions options = settings.WithContext(size);
        if (settings.OptimizedWeights && FindOptimized(path) is { } better)
        {
            path = better;
            summary = GgufFile.Check(better);
            options = options.WithRepack();
        }

        Task<string> identity = Prefixes.IdentifyAsync(path, options);
        using IDisposable? reservation = memory is null ? null : await memory.ReserveAsync($"the model {path}", ModelMemory.Estimate(summary, options).Total);
        EngineMemory entries = new();
        LlamaModel? model = null;
        try
        {
            model = LlamaModel.Load(path, options);
            entries.Register(memory, model.Path);
            ChatTemplate template = ChatTemplate.Create(settings.ChatTemplate, model.Template, path);
            ModelWeights weights = new(model, template, ToolCallFormats.Find(template.Source), summary, entries);
            return Create(weights, settings, size, await identity);
        }
        catch
        {
            model?.Dispose();
            entries.Dispose();
            throw;
        }
    }

    /// <summary>Returns whether there is memory for another context over the weights of a loaded model, beside the one that it has.</summary>
    public bool HasRoom(LoadedModel model, ContextSize size) =>
        memory is null || ContextBytes(model, model.Settings, size) <= memory.Status.Headroom;

    /// <summary>Makes another context over the weights of a loaded model, which has them still. Its engine waits to be started.</summary>
    /// <exception cref="LocalRagException">The settings do not fit the model, or memory is short.</exception>
    public async Task<LoadedModel> WithContextAsync(LoadedModel model, LlamaOptions settings, ContextSize size)
    {
        ObjectDisposedException.ThrowIf(!model.Weights.TryShare(), typeof(LlamaChatClient));
        try
        {
            using IDisposable? reservation = memory is null
                ? null
                : await memory.ReserveAsync($"a context of the model {model.Model.Path}", ContextBytes(model, settings, size));
            return Create(model.Weights, settings, size, await Prefixes.IdentifyAsync(model.Model.Path, settings));
        }
        catch
        {
            model.Weights.Release();
            throw;
        }
    }

    private static long ContextBytes(LoadedModel model, LlamaOptions settings, ContextSize size)
    {
        ModelMemory estimate = ModelMemory.Estimate(model.Weights.Summary, settings.WithContext(size));
        return estimate.KeyValues + estimate.Compute;
    }

    private string? FindOptimized(string path)
    {
        string? better = new OptimizedModels(dataDirectory).FindBetter(path);
        if (better is null)
        {
            LogNotOptimized(_logger, path);
        }

        return better;
    }

    private LoadedModel Create(ModelWeights weights, LlamaOptions settings, ContextSize size, string file)
    {
        PromptBuilder prompts = new(weights.Model.Vocabulary, weights.Template, weights.Tools, settings.ContextTokens);
        PrefixStore prefixes = Prefixes.Find(file, settings);
        EngineMemory entries = new();
        try
        {
            LlamaEngine engine = new(weights.Model, settings.WithContext(size), _logger, prefixes, start: false);
            entries.Register(memory, weights.Model.Path);
            Prefixes.Adopt(prefixes);
            return new LoadedModel(weights, settings, prompts, engine, prefixes, entries);
        }
        catch
        {
            entries.Dispose();
            if (prefixes != Prefixes.Latest)
            {
                prefixes.Dispose();
            }

            throw;
        }
    }
}
