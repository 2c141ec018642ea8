namespace LocalRag.Testing;

/// <summary>A retriever that does what a test says, and remembers what it was asked. It may be called from any thread.</summary>
public sealed class TestRetriever : IRetriever
{
    private readonly Lock _lock = new();
    private readonly List<RetrievalQuery> _queries = [];

    /// <summary>Gets or sets what answers a call.</summary>
    /// <value>The default finds nothing.</value>
    public Func<RetrievalQuery, CancellationToken, Task<RetrievalResult>> OnRetrieve { get; set; } = (_, _) => Task.FromResult(new RetrievalResult([], 0));

    /// <summary>Gets the queries so far.</summary>
    public IReadOnlyList<RetrievalQuery> Queries
    {
        get
        {
            lock (_lock)
            {
                return [.. _queries];
            }
        }
    }

    /// <summary>Gets a value indicating whether it was disposed.</summary>
    public bool Disposed { get; private set; }

    /// <summary>Returns hits for a question, as an index would find them: each passage's text holds the question, the best comes first.</summary>
    public static IReadOnlyList<SearchHit> FindHits(string question, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new SearchHit(
            new Passage(100 + i, "/documents/test.md", "Test", i, $"Passage {i} about {question}", string.Empty, new SourceLocation((i * 10) + 1, (i * 10) + 4), 6),
            1.0 - (i * 0.1),
            0.9f - (i * 0.1f),
            8 - i)),
    ];

    /// <summary>Forgets the calls so far.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _queries.Clear();
        }
    }

    /// <inheritdoc/>
    public Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _queries.Add(query);
        }

        return OnRetrieve(query, cancellationToken);
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
