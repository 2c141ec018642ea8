using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace LocalRag.Cli.Profiling;

/// <summary>Has the runtime sample the stacks of this process's managed threads into a file.</summary>
/// <remarks>Threads that never run managed code (those of llama.cpp and ONNX Runtime that compute, the garbage collector's) are not sampled, and nothing below a native call is seen.</remarks>
internal sealed class CpuSampler : IAsyncDisposable
{
    private const int BufferMegabytes = 256;

    // What the runtime writes at the end to name the methods: loader, JIT, native images, and the rundown of all of them.
    private const long MethodNames = 0x8 | 0x10 | 0x20 | 0x40;

    private readonly string _file;
    private readonly EventPipeSession _session;
    private readonly Task _copying;
    private bool _stopped;

    private CpuSampler(string file, EventPipeSession session)
    {
        _file = file;
        _session = session;
        _copying = CopyAsync();
    }

    /// <summary>Begins to sample.</summary>
    /// <exception cref="LocalRagException">The runtime does not let itself be sampled.</exception>
    public static CpuSampler Start(string file)
    {
        EventPipeProvider[] providers =
        [
            new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
            new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, MethodNames),
        ];
        try
        {
            return new CpuSampler(file, new DiagnosticsClient(Environment.ProcessId).StartEventPipeSession(providers, requestRundown: true, BufferMegabytes));
        }
        catch (Exception exception) when (exception is ServerNotAvailableException or DiagnosticsClientException or IOException)
        {
            throw new LocalRagException(
                $"The .NET runtime does not let this process be sampled: {exception.Message}", "Unset DOTNET_EnableDiagnostics, and see that the folder for temporary files can be written.", exception);
        }
    }

    /// <summary>Ends the sampling; the file is then complete.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;

        // The stream ends only after the session has: both at once.
        await _session.StopAsync(cancellationToken);
        await _copying.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _session.Dispose();
    }

    private async Task CopyAsync()
    {
        await using FileStream target = File.Create(_file);
        await Task.Run(() => _session.EventStream.CopyToAsync(target));
    }
}
