namespace LocalRag.Measurement;

/// <summary>A host that was started to be measured.</summary>
/// <param name="services">Its services.</param>
/// <param name="lifetime">Ends it.</param>
public sealed class BenchmarkHost(IServiceProvider services, IAsyncDisposable lifetime) : IAsyncDisposable
{
    /// <summary>Gets its services.</summary>
    public IServiceProvider Services => services;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => lifetime.DisposeAsync();
}
