using System.Runtime.CompilerServices;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Sampling;
using LocalRag.LlamaCpp.Streaming;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp;

/// <summary>Chats with a model that runs in this process, by llama.cpp. Several requests at once share the model.</summary>
/// <remarks>
/// The libraries and the model are loaded by the first request. Each <see cref="TextContent"/> of a message is tokenised and processed on its own, and none of
/// its words can become a control token of the model. Besides the options of <see cref="ChatOptions"/>, the additional properties <c>min_p</c> and
/// <c>repeat_penalty</c> are read. Penalties count the tokens of the answer, not those of the prompt. An application that embeds the engine gains about a tenth of
/// its speed by setting <c>System.Threading.ThreadPool.UnfairSemaphoreSpinLimit</c> to 0 in its runtime configuration: idle pool threads then leave the cores to the model.
/// </remarks>
public sealed class LlamaChatClient : IChatClient, IPromptPrefetch
{
    /// <summary>The key in the additional properties of an answer that had to wait for the model: for how long, as a <see cref="TimeSpan"/>.</summary>
    public const string LoadTimeKey = "model_load_time";

    /// <summary>The key in the additional counts of usage for the tokens that were guessed before they were computed.</summary>
    public const string DraftedTokensKey = "drafted_tokens";

    /// <summary>The key in the additional counts of usage for the guessed tokens that were right.</summary>
    public const string AcceptedTokensKey = "accepted_draft_tokens";

    private const string ProviderName = "llama.cpp";

    private readonly ModelLoader _loader;
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes a client; nothing is loaded yet.</summary>
    /// <param name="settings">The engine's settings; changes take effect without a request failing.</param>
    /// <param name="models">Finds the model's file.</param>
    /// <param name="loggerFactory">Takes the engine's messages and those of the native library; null for none.</param>
    /// <param name="timeProvider">Tells the time of answers; null for the system's.</param>
    /// <param name="host">The host's folders; null for the default ones.</param>
    /// <param name="memory">The ledger that the model, and what can be given back, are put into; null for none.</param>
    public LlamaChatClient(
        IOptionsMonitor<LlamaOptions> settings,
        IModelStore models,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null,
        IOptions<LocalRagOptions>? host = null,
        IMemoryArbiter? memory = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(models);
        _timeProvider = timeProvider ?? TimeProvider.System;
        string dataDirectory = (host?.Value ?? new LocalRagOptions()).DataDirectory;
        _loader = new ModelLoader(settings, models, dataDirectory, loggerFactory ?? NullLoggerFactory.Instance, _timeProvider, memory);
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="PromptTooLongException">The prompt leaves no place for an answer in the context.</exception>
    /// <exception cref="LocalRagException">The model cannot be loaded, the queue is full, or the request asks for what is not supported.</exception>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Without <c>Llama:PrefixReuse</c> it does nothing.</remarks>
    public async Task PrefetchAsync(IEnumerable<ChatMessage> beginning, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        if (!_loader.Settings.PrefixReuse)
        {
            return;
        }

        using ModelUse use = await _loader.EnterAsync(cancellationToken);
        Prompt prompt = use.Model.Prompts.BuildBeginning(beginning);
        if (prompt.TokenCount == 0 || use.Model.Knows(prompt))
        {
            return;
        }

        GenerationRequest request = EvidencePreparation.NewRequest(use.Model, prompt, cancellationToken);
        use.Submit(request);
        try
        {
            await request.Tokens.Completion;
        }
        catch (DeviceFailedException failure)
        {
            await _loader.LeaveDeviceAsync(use.Model, failure, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(ProviderName, defaultModelId: ModelId(_loader.Settings))
            : serviceType == typeof(ModelLoader) ? _loader
            : serviceType == typeof(LoadedModel) ? _loader.Current
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Returns what the engine is busy with, or null while no model is loaded.</summary>
    public LlamaEngineStatus? GetStatus() => _loader.Current is { } model
        ? new LlamaEngineStatus(model.Engine.Running, model.Engine.Waiting, model.Settings.Sequences, _loader.Settings.QueueLength)
        {
            Offload = model.Weights.Offload,
            DeviceBytes = model.DeviceBytes,
        }
        : null;

    /// <summary>Waits until no request is queued or running.</summary>
    /// <returns>How many sequences still hold keys and values then, other than of a prefix that is kept; 0 also while no model is loaded.</returns>
    public async Task<int> DrainAsync(CancellationToken cancellationToken = default) => _loader.Current is { } model
        ? (await model.Engine.RestAsync(cancellationToken)).Occupied
        : 0;

    /// <summary>Ends the requests that are under way and frees context and model, in this order; returns when that is done.</summary>
    public void Dispose() => _loader.Dispose();

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ModelUse use = await _loader.EnterAsync(cancellationToken);
        Generation? generation = null;
        try
        {
            IReadOnlyList<AIFunctionDeclaration> tools = Tools(use.Model, options);
            IReadOnlyList<string> stopSequences = StopSequences(options);
            SamplingSettings sampling = SamplingSettingsFactory.Create(options, _loader.Settings);
            Prompt prompt;
            int maxTokens;
            LoadedModel model;
            do
            {
                model = use.Model;
                (prompt, maxTokens) = Plan(model, messages, options, tools);
                use = await _loader.FitAsync(use, prompt.TokenCount + maxTokens, cancellationToken);
            }
            while (!use.Model.TakesPromptsOf(model));

            model = use.Model;
            await EvidencePreparation.RunAsync(model, prompt, cancellationToken);
            AnswerReader stream = new(model.Model.Vocabulary, stopSequences, tools.Count > 0 ? model.Tools : null);
            generation = new Generation(_loader, use, prompt, sampling, maxTokens, cancellationToken);
            ResponseStamp stamp = new(ModelId(model.Settings), _timeProvider);
            using GenerationActivities activities = new();
            generation.Start();
            while (!stream.IsStopped && await generation.WaitToReadAsync())
            {
                string text = string.Empty;
                while (!stream.IsStopped && generation.TryRead(out int token))
                {
                    activities.Token();
                    text += stream.Append(token);
                }

                if (text.Length > 0)
                {
                    yield return stamp.Text(text);
                }
            }

            if (stream.Flush() is { Length: > 0 } rest)
            {
                yield return stamp.Text(rest);
            }

            IReadOnlyList<AIContent> calls = stream.Calls();
            if (calls.Count > 0)
            {
                yield return stamp.Contents(calls);
            }

            ChatFinishReason reason = calls.Any(content => content is FunctionCallContent) ? ChatFinishReason.ToolCalls
                : !stream.IsStopped && generation.Request.End == GenerationEnd.Length ? ChatFinishReason.Length
                : ChatFinishReason.Stop;
            yield return stamp.End(reason, generation.Request, generation.Read, use.LoadTime);
        }
        finally
        {
            // Whether the answer is complete, cut by a stop sequence, or nobody reads on: the engine must not go on with it.
            generation?.Dispose();
            use.Dispose();
        }
    }

    private (Prompt Prompt, int MaxTokens) Plan(
        LoadedModel model, IEnumerable<ChatMessage> messages, ChatOptions? options, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        int maxTokens = options?.MaxOutputTokens ?? _loader.Settings.MaxOutputTokens;
        if (maxTokens < 1)
        {
            throw new LocalRagException($"The request's MaxOutputTokens is {maxTokens}.", "It must be 1 or more.");
        }

        string? instructions = tools.Count == 0 ? options?.Instructions : string.Join("\n\n", ((string?[])[options?.Instructions, model.Tools!.Describe(tools)]).OfType<string>());
        Prompt prompt = model.Prompts.Build(messages, instructions, SequenceScheduler.ReusesEvidence(_loader.Settings));
        return (prompt, Math.Min(maxTokens, model.Settings.ContextTokens - prompt.TokenCount));
    }

    private static IReadOnlyList<AIFunctionDeclaration> Tools(LoadedModel model, ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools || options.ToolMode is NoneChatToolMode)
        {
            return [];
        }

        if (model.Tools is null || options.ToolMode is RequiredChatToolMode || tools.Any(tool => tool is not AIFunctionDeclaration))
        {
            throw new LocalRagException(
                model.Tools is null ? $"The request has tools, and tool calls are not supported by this template of the model {ModelId(model.Settings)}."
                : options.ToolMode is RequiredChatToolMode ? "The request demands a tool call, and this engine leaves the choice to the model."
                : "The request has a tool that is not a function.",
                model.Tools is null ? "Leave the tools out, or choose another model." : "Use functions, and the tool mode Auto.");
        }

        return [.. tools.Cast<AIFunctionDeclaration>()];
    }

    private static string ModelId(LlamaOptions settings) =>
        Path.GetFileNameWithoutExtension(settings.Model) is { Length: > 0 } name && settings.Model.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)
            ? name
            : settings.Model;

    private static IReadOnlyList<string> StopSequences(ChatOptions? options)
    {
        IReadOnlyList<string> sequences = [.. options?.StopSequences ?? []];
        return sequences.All(sequence => !string.IsNullOrEmpty(sequence))
            ? sequences
            : throw new LocalRagException("One of the request's StopSequences is empty.", "Leave it out.");
    }
}
