using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;

namespace LocalRag.Cli.Profiling;

/// <summary>Reads the stacks out of the file that the runtime has written.</summary>
internal sealed class SampleReader
{
    private const string NativeFrame = "[native code]";
    private const string UnknownFrame = "[unknown]";

    /// <summary>A thread that was not seen for longer was not sampled, rather than busy.</summary>
    private const double MostMilliseconds = 50;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _names = [];
    private readonly Dictionary<CodeAddressIndex, int> _frames = [];
    private readonly Dictionary<int, double> _lastSeen = [];
    private readonly List<StackSample> _samples = [];

    private SampleReader()
    {
    }

    /// <summary>Gets the names of methods, by number.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Gets the stacks, in order.</summary>
    public IReadOnlyList<StackSample> Samples => _samples;

    /// <summary>Gets when the sampling began.</summary>
    public DateTimeOffset Start { get; private init; }

    public static SampleReader Read(string file)
    {
        string converted = TraceLog.CreateFromEventPipeDataFile(file, Path.ChangeExtension(file, ".etlx"));
        using TraceLog log = new(converted);
        SampleReader reader = new() { Start = log.SessionStartTime.ToUniversalTime() };
        using TraceLogEventSource events = log.Events.GetSource();
        new SampleProfilerTraceEventParser(events).ThreadSample += reader.Add;
        events.Process();
        return reader;
    }

    private void Add(ClrThreadSampleTraceData sample)
    {
        double now = sample.TimeStampRelativeMSec;
        double since = _lastSeen.TryGetValue(sample.ThreadID, out double last) ? now - last : 0;
        _lastSeen[sample.ThreadID] = now;
        List<int> frames = [];
        for (TraceCallStack? stack = sample.CallStack(); stack is not null; stack = stack.Caller)
        {
            frames.Add(Frame(stack.CodeAddress));
        }

        // The runtime's own stubs around a native call have no name; the method that makes the call says more.
        while (frames.Count > 1 && _names[frames[0]] == UnknownFrame)
        {
            frames.RemoveAt(0);
        }

        if (frames.Count == 0 || since is <= 0 or > MostMilliseconds)
        {
            return;
        }

        SampleKind kind = sample.Type == ClrThreadSampleType.Managed ? SampleKind.Managed
            : WaitingMethods.Contains(_names[frames[0]]) ? SampleKind.Waiting
            : SampleKind.Native;
        frames.Reverse();
        if (kind == SampleKind.Native)
        {
            frames.Add(Number(NativeFrame));
        }

        _samples.Add(new StackSample(sample.ThreadID, now, since, kind, frames));
    }

    private int Frame(TraceCodeAddress address)
    {
        if (!_frames.TryGetValue(address.CodeAddressIndex, out int number))
        {
            string name = address.FullMethodName;
            _frames[address.CodeAddressIndex] = number = Number(string.IsNullOrEmpty(name) ? UnknownFrame : MethodName.Shorten(name));
        }

        return number;
    }

    private int Number(string name)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            _numbers[name] = number = _names.Count;
            _names.Add(name);
        }

        return number;
    }
}
