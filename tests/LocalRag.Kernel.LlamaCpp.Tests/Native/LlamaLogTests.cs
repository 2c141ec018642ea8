using LocalRag.LlamaCpp.Native;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Tests.Native;

[Collection(nameof(LlamaLogTests))]
[CollectionDefinition(nameof(LlamaLogTests), DisableParallelization = true)]
public sealed class LlamaLogTests : IDisposable
{
    private readonly RecordingLoggerFactory _factory = new();

    public LlamaLogTests() => LlamaLog.SendTo(_factory);

    [Fact]
    public void Append_Fragments_BecomeOneEntryPerLine()
    {
        LlamaLog.Append(2, "load: ");
        LlamaLog.Append(5, "two ");
        LlamaLog.Append(5, "parts\nnext");
        LlamaLog.Append(5, " line\n");

        Assert.Equal([(LogLevel.Debug, "load: two parts"), (LogLevel.Debug, "next line")], _factory.Lines);
    }

    [Theory]
    [InlineData(1, LogLevel.Trace)]
    [InlineData(2, LogLevel.Debug)]
    [InlineData(3, LogLevel.Warning)]
    [InlineData(4, LogLevel.Error)]
    public void Append_Level_IsMapped(int level, LogLevel expected)
    {
        LlamaLog.Append(level, "text\n");

        Assert.Equal([(expected, "text")], _factory.Lines);
    }

    [Fact]
    public void Append_DotsAndEmptyLines_AreLeftOut()
    {
        LlamaLog.Append(2, ".....");
        LlamaLog.Append(5, "...\n\n");

        Assert.Empty(_factory.Lines);
    }

    [Fact]
    public void Append_LineWithoutEnd_IsCut()
    {
        LlamaLog.Append(2, new string('x', 100_000));

        Assert.Single(_factory.Lines);
    }

    public void Dispose() => LlamaLog.SendTo(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

    private sealed class RecordingLoggerFactory : ILoggerFactory, ILogger
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
