namespace LocalRag.Testing;

/// <summary>A way to call a service of a pipeline with a question.</summary>
/// <param name="Name">What it is called in a failure.</param>
/// <param name="Invoke">Calls the service and returns the whole answer as text.</param>
internal sealed record LayerCall<TService>(string Name, Func<TService, string, CancellationToken, Task<string>> Invoke);
