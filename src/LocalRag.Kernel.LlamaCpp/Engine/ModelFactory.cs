using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Optimization;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Templates;
using LocalRag.LlamaCpp.Tools;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Makes models that are ready for requests: from a file, or over weights that are loaded already.</summary>
internal sealed partial class ModelFactory(IModelStore models, string dataDirectory, ILoggerFactory loggerFactory)
{
    private readonly ILogger _logger = loggerFactory.CreateLogger<LlamaChatClient>();

    /// <summary>Gets the prefixes of prompts, which outlive the models that they are of.</summary>
    public PrefixStores Prefixes { get; } = new(dataDirectory, loggerFactory.CreateLogger<LlamaChatClient>());

    [LoggerMessage(Level = LogLevel.Information, Message = "There are no better weights for {Model} on this machine; 'localrag models optimize' looks for some.")]
    private static partial void LogNotOptimized(ILogger logger, string model);

    /// <summary>Loads the configured model. Its engine waits to be started.</summary>
    /// <exception cref="LocalRagException">It cannot be loaded.</exception>
    public LoadedModel Load(LlamaOptions settings, int contextTokens)
    {
        string path = models.Locate(settings.Model);
        GgufFile.Check(path);
        LlamaRuntime.EnsureLoaded(settings.NativeDirectory, loggerFactory);
        LlamaModel model = settings.OptimizedWeights ? LoadOptimized(path, settings) : LlamaModel.Load(path, settings);
        try
        {
            ChatTemplate template = ChatTemplate.Create(settings.ChatTemplate, model.Template, path);
            ModelWeights weights = new(model, template, ToolCallFormats.Find(template.Source));
            return Create(weights, settings, contextTokens);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Makes another context over the weights of a loaded model, which has them still. Its engine waits to be started.</summary>
    /// <exception cref="LocalRagException">The settings do not fit the model, or memory is short.</exception>
    public LoadedModel WithContext(LoadedModel model, LlamaOptions settings, int contextTokens)
    {
        ObjectDisposedException.ThrowIf(!model.Weights.TryShare(), typeof(LlamaChatClient));
        try
        {
            return Create(model.Weights, settings, contextTokens);
        }
        catch
        {
            model.Weights.Release();
            throw;
        }
    }

    private LlamaModel LoadOptimized(string path, LlamaOptions settings)
    {
        if (new OptimizedModels(dataDirectory).FindBetter(path) is not { } better)
        {
            LogNotOptimized(_logger, path);
            return LlamaModel.Load(path, settings);
        }

        GgufFile.Check(better);
        return LlamaModel.Load(better, settings.WithRepack());
    }

    private LoadedModel Create(ModelWeights weights, LlamaOptions settings, int contextTokens)
    {
        PromptBuilder prompts = new(weights.Model.Vocabulary, weights.Template, weights.Tools, settings.ContextTokens);
        PrefixStore prefixes = Prefixes.Find(weights.Model.Path, settings);
        try
        {
            LlamaEngine engine = new(weights.Model, settings.WithContext(contextTokens), _logger, prefixes, start: false);
            Prefixes.Adopt(prefixes);
            return new LoadedModel(weights, settings, prompts, engine, prefixes);
        }
        catch when (prefixes != Prefixes.Latest)
        {
            prefixes.Dispose();
            throw;
        }
    }
}
