using System.Diagnostics;
using System.Globalization;

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
            return File.ReadLines(StatusFile).Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Select(ReadKibibytes).FirstOrDefault() * 1024;
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

    private static long ReadKibibytes(string line) =>
        long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
