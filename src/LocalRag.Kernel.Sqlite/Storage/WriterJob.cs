namespace LocalRag.Sqlite.Storage;

/// <summary>A piece of work for the writing thread.</summary>
internal abstract class WriterJob
{
    public abstract void Run(IndexConnection connection);

    public abstract void Fail(Exception exception);
}
