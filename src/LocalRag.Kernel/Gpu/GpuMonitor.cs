using System.Globalization;
using LocalRag.Gpu.Mac;
using Microsoft.Extensions.Logging;

namespace LocalRag.Gpu;

/// <summary>Tells how busy the graphics processors are, as far as the operating system does.</summary>
public sealed partial class GpuMonitor
{
    private readonly IGpuSystem _system;
    private readonly ILogger<GpuMonitor> _logger;
    private int _failed;

    internal GpuMonitor(IGpuSystem system, ILogger<GpuMonitor> logger)
    {
        _system = system;
        _logger = logger;
    }

    /// <summary>Reads everything anew; what cannot be read is unknown.</summary>
    public GpuStatus Read() => new(
        Try(static system => system.ReadAccelerators(), []).Select(entry => entry.Read()).ToList(),
        Try(static system => system.ReadThermalLevel(), null) is { } level && Enum.IsDefined((ThermalPressure)level) ? (ThermalPressure)level : null,
        PowerOf(Try(static system => system.ReadPowerSource(), null)),
        Try(static system => system.ReadNeuralEngineClients(), []).Any(IsThisProcess) ? NeuralEngineUse.Observed : NeuralEngineUse.Unknown);

    /// <summary>Returns the system that this process runs on.</summary>
    internal static IGpuSystem CreateSystem() =>
        OperatingSystem.IsMacOS() ? new MacGpuSystem()
        : OperatingSystem.IsLinux() ? new Linux.LinuxGpuSystem("/sys/class")
        : new SilentGpuSystem();

    /// <summary>Says whether a client was opened by this process: the system writes <c>pid 123, name</c>.</summary>
    internal static bool IsThisProcess(string creator) =>
        creator.StartsWith(string.Create(CultureInfo.InvariantCulture, $"pid {Environment.ProcessId},"), StringComparison.Ordinal);

    private static PowerSource? PowerOf(string? name) => name switch
    {
        "AC Power" => PowerSource.Mains,
        "Battery Power" => PowerSource.Battery,
        "UPS Power" => PowerSource.Reserve,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The system does not tell about the GPU: {Problem}")]
    private static partial void LogFailed(ILogger logger, string problem);

    private T Try<T>(Func<IGpuSystem, T> read, T unknown)
    {
        try
        {
            return read(_system);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or IOException or UnauthorizedAccessException)
        {
            // Said once: a listener asks every second.
            if (Interlocked.Exchange(ref _failed, 1) == 0)
            {
                LogFailed(_logger, exception.Message);
            }

            return unknown;
        }
    }
}
