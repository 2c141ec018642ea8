using Microsoft.Extensions.AI;

namespace LocalRag.Testing;

/// <summary>An embedding generator that does what a test says, and remembers the texts. It may be called from any thread.</summary>
public sealed class TestEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Lock _lock = new();
    private readonly List<string> _texts = [];
    private int _calls;

    /// <summary>Gets or sets what makes the vector of a text.</summary>
    /// <value>The default is the same vector for every text.</value>
    public Func<string, float[]> OnGenerate { get; set; } = _ => [1, 0];

    /// <summary>Gets or sets what every call waits for, and what may make it fail, before vectors are made.</summary>
    /// <value>The default is nothing.</value>
    public Func<CancellationToken, Task> OnCall { get; set; } = _ => Task.CompletedTask;

    /// <summary>Gets the texts of all calls so far.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_lock)
            {
                return [.. _texts];
            }
        }
    }

    /// <summary>Gets the number of calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Gets a value indicating whether it was disposed.</summary>
    public bool Disposed { get; private set; }

    /// <summary>Forgets the calls so far.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _texts.Clear();
        }
    }

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _calls);
        await OnCall(cancellationToken);
        GeneratedEmbeddings<Embedding<float>> embeddings = [];
        foreach (string value in values)
        {
            lock (_lock)
            {
                _texts.Add(value);
            }

            embeddings.Add(new Embedding<float>(OnGenerate(value)) { ModelId = "test-embeddings" });
        }

        return embeddings;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose() => Disposed = true;
}
