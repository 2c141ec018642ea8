using LocalRag.LlamaCpp.Devices;
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
    private readonly DeviceTroubles _troubles = new();
    private readonly AttentionChoices _attention = new(models.Directory, loggerFactory.CreateLogger<LlamaChatClient>());

    /// <summary>Gets the prefixes of prompts, which outlive the models that they are of.</summary>
    public PrefixStores Prefixes { get; } = new(dataDirectory, loggerFactory.CreateLogger<LlamaChatClient>());

    [LoggerMessage(Level = LogLevel.Information, Message = "There are no better weights for {Model} on this machine; 'localrag models optimize' looks for some.")]
    private static partial void LogNotOptimized(ILogger logger, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no room in memory for the optimized weights of {Model}: it is loaded as it is.")]
    private static partial void LogNoRoomForOptimized(ILogger logger, string model);

    [LoggerMessage(Message = "{Offload}")]
    private static partial void LogOffload(ILogger logger, LogLevel level, string offload);

    /// <summary>Gets where tests take the place of the hardware.</summary>
    public EngineSeams Seams { get; } = new();

    /// <summary>Loads the configured model, with as many of its layers on a GPU as the settings ask for and as fit; on the processor alone where the GPU refuses it. Its engine waits to be started.</summary>
    /// <exception cref="LocalRagException">It cannot be loaded.</exception>
    public async Task<LoadedModel> LoadAsync(LlamaOptions settings, ContextSize size)
    {
        (string path, GgufSummary summary, LlamaOptions options) = Find(settings, size);
        GpuOffload offload = GpuOffload.Plan(summary, settings, Seams.Devices());
        if (offload.Layers > 0 && _troubles.Find(settings) is { } known)
        {
            offload = offload.Failed(known);
        }

        try
        {
            return await LoadAsync(path, summary, settings, options, offload);
        }
        catch (DeviceFailedException failure)
        {
            return await FallBackAsync(settings, size, failure);
        }
    }

    /// <summary>Loads the configured model onto the processor alone, because a GPU has failed; it is not tried again until settings of it change.</summary>
    /// <exception cref="LocalRagException">It cannot be loaded.</exception>
    public async Task<LoadedModel> FallBackAsync(LlamaOptions settings, ContextSize size, DeviceFailedException failure)
    {
        (string path, GgufSummary summary, LlamaOptions options) = Find(settings, size);
        GpuOffload offload = GpuOffload.Plan(summary, settings, Seams.Devices()).Failed(failure.Problem);
        LoadedModel loaded = await LoadAsync(path, summary, settings, options, offload);

        // Only now is it sure that the device was to blame: what is wrong with the model itself fails on the processor too.
        _troubles.Note(settings, failure.Problem);
        EngineTelemetry.CountDeviceFailure(failure.Device);
        return loaded;
    }

    /// <summary>Returns whether there is memory for another context over the weights of a loaded model, beside the one that it has.</summary>
    public bool HasRoom(LoadedModel model, ContextSize size) => HasRoom(ContextBytes(model, model.Settings, size));

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
        catch (DeviceFailedException failure)
        {
            model.Weights.Release();
            return await FallBackAsync(settings, size, failure);
        }
        catch
        {
            model.Weights.Release();
            throw;
        }
    }

    private bool HasRoom(long bytes) => memory is null || bytes <= memory.Status.Headroom;

    private static long ContextBytes(LoadedModel model, LlamaOptions settings, ContextSize size)
    {
        ModelMemory estimate = ModelMemory.Estimate(model.Weights.Summary, settings.WithContext(size));
        return estimate.KeyValues + estimate.Compute;
    }

    private (string Path, GgufSummary Summary, LlamaOptions Options) Find(LlamaOptions settings, ContextSize size)
    {
        string path = models.Locate(settings.Model);
        GgufSummary summary = GgufFile.Check(path);
        LlamaRuntime.EnsureLoaded(settings.NativeDirectory, loggerFactory);
        LlamaOptions options = settings.WithContext(size);
        if (settings.OptimizedWeights && FindOptimized(path) is { } better)
        {
            GgufSummary optimized = GgufFile.Check(better);
            LlamaOptions rearranged = options.WithRepack();
            if (HasRoom(ModelMemory.Estimate(optimized, rearranged).Total))
            {
                return (better, optimized, rearranged);
            }

            // They are larger, and in memory twice while they are rearranged: a slower model is better than none.
            LogNoRoomForOptimized(_logger, path);
        }

        return (path, summary, options);
    }

    private async Task<LoadedModel> LoadAsync(string path, GgufSummary summary, LlamaOptions settings, LlamaOptions options, GpuOffload offload)
    {
        string place = offload.Describe();
        LogOffload(_logger, offload.Reason is OffloadReason.NotWanted or OffloadReason.Fits ? LogLevel.Debug : LogLevel.Warning, place);
        Task<string> identity = Prefixes.IdentifyAsync(path, options);
        long needed = ModelMemory.Estimate(summary, options).Total - (offload.Device is { SharesMemory: false } ? offload.Bytes : 0);
        using IDisposable? reservation = memory is null ? null : await memory.ReserveAsync($"the model {path}", Math.Max(0, needed));
        EngineMemory entries = new(offload.Layers > 0 ? offload.Device : null);
        LlamaModel? model = null;
        try
        {
            model = LlamaModel.Load(path, options.WithOffload(offload));
            entries.Register(memory, model.Path);
            ChatTemplate template = ChatTemplate.Create(settings.ChatTemplate, model.Template, path);
            ModelWeights weights = new(model, template, ToolCallFormats.Find(template.Source), summary, offload, entries);
            EngineTelemetry.AddDeviceLayers(offload.Layers);
            return Create(weights, settings, new ContextSize(options.ContextTokens, options.Sequences), await identity);
        }
        catch
        {
            model?.Dispose();
            entries.Dispose();
            throw;
        }
    }

    private string? FindOptimized(string path)
    {
        string? better = new OptimizedModels(models.Directory).FindBetter(path);
        if (better is null)
        {
            LogNotOptimized(_logger, path);
        }

        return better;
    }

    private LoadedModel Create(ModelWeights weights, LlamaOptions settings, ContextSize size, string file)
    {
        PromptBuilder prompts = new(weights.Model.Vocabulary, weights.Template, weights.Tools, settings.ContextTokens);
        LlamaOptions options = settings.WithOffload(weights.Offload);
        options = options.WithAttention(_attention.Choose(weights.Model, options));

        // Which layers are where, and how attention is computed, is part of what keys and values depend on.
        PrefixStore prefixes = Prefixes.Find(file, options);
        EngineMemory entries = new(options.GpuLayers > 0 ? weights.Offload.Device : null);
        Func<DecodeBatch, int>? interceptor = Seams.Interceptor is { } see ? batch => see(options.GpuLayers, batch) : null;
        try
        {
            LlamaEngine engine = new(weights.Model, options.WithContext(size), _logger, prefixes, interceptor, start: false);
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
