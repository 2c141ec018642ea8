using System.Diagnostics;
using System.Threading.Channels;

namespace LocalRag.EndToEnd.Tests;

/// <summary>A process that is talked to line by line.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    /// <summary>How long a line may take, on a slow machine with others at work.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _error = Channel.CreateUnbounded<string>();

    public Conversation(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Receive(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Receive(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Writes a line to its standard input.</summary>
    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Reads lines of standard output until one holds the text.</summary>
    public Task<string> ReadOutputAsync(string text) => ReadUntilAsync(_output, text);

    /// <summary>Reads lines of standard error until one holds the text.</summary>
    public Task<string> ReadErrorAsync(string text) => ReadUntilAsync(_error, text);

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource limit = Limit();
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Receive(Channel<string> lines, string? line)
    {
        if (line is null)
        {
            lines.Writer.TryComplete();
        }
        else
        {
            lines.Writer.TryWrite(line);
        }
    }

    private static CancellationTokenSource Limit()
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        return limit;
    }

    private static async Task<string> ReadUntilAsync(Channel<string> lines, string text)
    {
        using CancellationTokenSource limit = Limit();
        List<string> seen = [];
        await foreach (string line in lines.Reader.ReadAllAsync(limit.Token))
        {
            seen.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended without a line that holds \"{text}\". It wrote:\n{string.Join('\n', seen)}");
    }
}
