using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp;

/// <summary>Chats with a model that runs in this process, by llama.cpp.</summary>
/// <param name="settings">The engine's settings.</param>
/// <param name="models">Finds the model's file.</param>
/// <param name="loggerFactory">Takes the engine's messages and those of the native library.</param>
public sealed class LlamaChatClient(IOptions<LlamaOptions> settings, IModelStore models, ILoggerFactory? loggerFactory = null) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        string path = models.Locate(settings.Value.Model);
        throw new LocalRagException($"The model {path} cannot be run yet.");
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this
            : serviceKey is null && serviceType == typeof(ILoggerFactory) ? loggerFactory
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
