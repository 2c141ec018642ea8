using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Memory;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Templates;
using LocalRag.LlamaCpp.Tools;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Loads the model when it is first needed, once for all callers. A failure is reported to those who waited, and the next request tries again.</summary>
internal sealed partial class ModelLoader : IDisposable
{
    private readonly LlamaOptions _options;
    private readonly IModelStore _models;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ILogger _logger;
    private readonly IMemoryArbiter? _memory;
    private readonly Lock _lock = new();
    private readonly Lock _lifetime = new();
    private Task<LoadedModel>? _loading;
    private LoadedModel? _loaded;
    private EngineMemory? _loadedMemory;
    private bool _disposed;

    public ModelLoader(LlamaOptions options, IModelStore models, ILoggerFactory loggerFactory, IMemoryArbiter? memory = null)
    {
        _options = options;
        _models = models;
        _loggerFactory = loggerFactory;
        _memory = memory;
        _logger = loggerFactory.CreateLogger<LlamaChatClient>();

        // No finalizer runs at the end of a process, and some backends abort it when memory of theirs is still held then.
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Gets the model if it has been loaded, or null.</summary>
    public LoadedModel? Current => Volatile.Read(ref _loaded);

    /// <summary>Returns the model, loading it if need be. Giving up does not stop the loading for others.</summary>
    /// <exception cref="LocalRagException">It cannot be loaded.</exception>
    public async ValueTask<LoadedModel> GetAsync(CancellationToken cancellationToken)
    {
        if (Current is { } current)
        {
            return current;
        }

        Task<LoadedModel> loading;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(LlamaChatClient));
            if (_loading is null or { IsFaulted: true })
            {
                _loading = Task.Run(LoadAsync, CancellationToken.None);
            }

            loading = _loading;
        }

        return await loading.WaitAsync(cancellationToken);
    }

    /// <summary>Frees everything, in order, after waiting for a load that is under way.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        lock (_lifetime)
        {
            AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
            Interlocked.Exchange(ref _loaded, null)?.Dispose();

            // Last, because the arbiter then has the C library give back what was freed.
            _loadedMemory?.Dispose();
            _loadedMemory = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Model} ({Description}) with {Sequences} sequences of {ContextTokens} tokens.")]
    private static partial void LogLoaded(ILogger logger, string model, string description, int sequences, int contextTokens);

    private void OnProcessExit(object? sender, EventArgs arguments) => Dispose();

    private async Task<LoadedModel> LoadAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(LlamaChatClient));
        string path = _models.Locate(_options.Model);
        GgufSummary summary = GgufFile.Check(path);
        using IDisposable? reservation = _memory is null
            ? null
            : await _memory.ReserveAsync($"the model {path}", ModelMemory.Estimate(summary, _options).Total);
        return Load(path);
    }

    private LoadedModel Load(string path)
    {
        lock (_lifetime)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(LlamaChatClient));
            LlamaRuntime.EnsureLoaded(_options.NativeDirectory, _loggerFactory);
            EngineMemory memory = new();
            LlamaModel? model = null;
            try
            {
                model = LlamaModel.Load(path, _options);
                ChatTemplate template = ChatTemplate.Create(_options.ChatTemplate, model.Template, path);
                IToolCallFormat? tools = ToolCallFormats.Find(template.Source);
                PromptBuilder prompts = new(model.Vocabulary, template, tools, _options.ContextTokens);
                LoadedModel loaded = new(model, template, tools, prompts, new LlamaEngine(model, _options, _logger));
                LogLoaded(_logger, path, model.Description, _options.Sequences, _options.ContextTokens);
                memory.Register(_memory, path);
                _loadedMemory = memory;
                Volatile.Write(ref _loaded, loaded);
                return loaded;
            }
            catch
            {
                memory.Dispose();
                model?.Dispose();
                throw;
            }
        }
    }
}
