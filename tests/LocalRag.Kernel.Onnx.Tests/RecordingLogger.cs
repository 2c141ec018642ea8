using Microsoft.Extensions.Logging;

namespace LocalRag.Onnx.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingLogger : ILogger<OnnxEmbeddingGenerator>
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add(formatter(state, exception));
}
