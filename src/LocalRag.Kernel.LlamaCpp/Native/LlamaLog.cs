using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Turns llama.cpp's log, which arrives in fragments from several threads, into one log entry per line.</summary>
internal static partial class LlamaLog
{
    private const int Continued = 5;
    private const int LongestLine = 16 * 1024;

    private static ILogger s_logger = NullLogger.Instance;

    [ThreadStatic]
    private static StringBuilder? s_line;

    [ThreadStatic]
    private static int s_level;

    [ThreadStatic]
    private static Action<string>? s_listener;

    /// <summary>Sends what is logged from now on to this factory; the last host that was started gets the lines.</summary>
    public static void SendTo(ILoggerFactory factory) => Volatile.Write(ref s_logger, factory.CreateLogger("LocalRag.LlamaCpp"));

    /// <summary>Has a listener see each line that is logged on this thread, until what is returned is disposed of on the same thread.</summary>
    public static IDisposable Listen(Action<string> listener)
    {
        s_listener = listener;
        return new Listening(listener);
    }

    /// <summary>The callback of <c>llama_log_set</c>. An exception that left it would end the process.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static unsafe void Write(int level, byte* text, nint userData)
    {
        try
        {
            Append(level, Marshal.PtrToStringUTF8((nint)text) ?? string.Empty);
        }
        catch (Exception)
        {
            // A logger that fails must not take the process with it, and there is nobody else to tell.
            s_line = null;
        }
    }

    internal static void Append(int level, ReadOnlySpan<char> text)
    {
        if (level != Continued)
        {
            s_level = level;
        }

        StringBuilder line = s_line ??= new StringBuilder();
        while (!text.IsEmpty)
        {
            int end = text.IndexOf('\n');
            line.Append(end < 0 ? text : text[..end]);
            text = end < 0 ? [] : text[(end + 1)..];
            if (end >= 0 || line.Length > LongestLine)
            {
                Flush(line);
            }
        }
    }

    private static void Flush(StringBuilder line)
    {
        string text = line.ToString().TrimEnd();
        line.Clear();
        s_listener?.Invoke(text);

        // Lines of dots show progress and say nothing in a log.
        if (text.AsSpan().TrimStart('.').Length > 0)
        {
            // llama.cpp's "info" is a page per model: of use to those who look for a fault only.
            LogLevel level = s_level switch
            {
                4 => LogLevel.Error,
                3 => LogLevel.Warning,
                2 => LogLevel.Debug,
                _ => LogLevel.Trace,
            };
            ILogger logger = Volatile.Read(ref s_logger);
            LogLine(logger, level, text);
        }
    }

    [LoggerMessage(EventId = 1, EventName = "Native", Message = "{Line}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string line);

    private sealed class Listening(Action<string> listener) : IDisposable
    {
        public void Dispose()
        {
            if (s_listener == listener)
            {
                s_listener = null;
            }
        }
    }
}
