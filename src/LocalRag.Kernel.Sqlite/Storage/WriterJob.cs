namespace LocalRag.Sqlite.Storage;

/// <summary>A piece of work for the writing thread.</summary>
internal abstract class WriterJob(bool isChange, CancellationToken cancellationToken)
{
    /// <summary>Gets whether the work runs within a transaction of the writing thread, which other changes may share.</summary>
    public bool IsChange { get; } = isChange;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Does the work, and keeps its result back.</summary>
    /// <returns>False where it threw; whoever waits for it has then been told.</returns>
    public abstract bool Attempt(IndexConnection connection);

    /// <summary>Tells the result of a successful attempt.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}
