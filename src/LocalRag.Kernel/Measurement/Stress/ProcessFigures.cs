using System.Diagnostics;
using LocalRag.Memory.Platform;

namespace LocalRag.Measurement.Stress;

/// <summary>Reads what the operating system says about this process.</summary>
internal sealed class ProcessFigures : IProcessFigures
{
    private const string StatusFile = "/proc/self/status";
    private const string DescriptorFolder = "/proc/self/fd";

    public long ReadPrivateBytes()
    {
        if (OperatingSystem.IsLinux())
        {
            return KilobyteTable.Read(StatusFile).Find("RssAnon") ?? 0;
        }

        using Process process = Process.GetCurrentProcess();
        return OperatingSystem.IsWindows() ? process.PrivateMemorySize64 : process.WorkingSet64;
    }

    public int CountOpenFiles()
    {
        if (OperatingSystem.IsLinux())
        {
            return Directory.GetFileSystemEntries(DescriptorFolder).Length;
        }

        using Process process = Process.GetCurrentProcess();
        return OperatingSystem.IsWindows() ? process.HandleCount : 0;
    }
}
