using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Tells how many threads are worth starting: two on one core only take turns.</summary>
internal static partial class ProcessorTopology
{
    /// <summary>Gets the number of physical cores that this process may use; the fast ones where there are two kinds.</summary>
    public static int Cores { get; } = Math.Clamp(CountCores(), 1, Environment.ProcessorCount);

    private static int CountCores()
    {
        if (OperatingSystem.IsLinux())
        {
            return CountLinuxCores("/sys/devices/system/cpu");
        }

        if (OperatingSystem.IsMacOS())
        {
            return CountFastMacCores();
        }

        // Windows tells cores apart only through a large structure; nearly all its machines of more than four processors have two for each core.
        return Environment.ProcessorCount > 4 ? Environment.ProcessorCount / 2 : Environment.ProcessorCount;
    }

    /// <summary>Counts the distinct cores in a folder laid out as the kernel's; where there are fast and slow ones, the fast ones.</summary>
    internal static int CountLinuxCores(string folder)
    {
        // A step waits for its slowest thread. The kernel tells a processor's capacity on ARM, and on x86 where it has cores of both kinds.
        const double FastShare = 0.75;
        List<(string Siblings, int Capacity)> processors = [];
        for (int i = 0; File.Exists(FileOf(i, "topology/thread_siblings_list")); i++)
        {
            string capacity = FileOf(i, "cpu_capacity");
            processors.Add((
                File.ReadAllText(FileOf(i, "topology/thread_siblings_list")).Trim(),
                File.Exists(capacity) && int.TryParse(File.ReadAllText(capacity), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int value) ? value : 0));
        }

        int largest = processors.Select(processor => processor.Capacity).DefaultIfEmpty().Max();
        return processors.Count == 0
            ? Environment.ProcessorCount
            : processors.Where(processor => processor.Capacity >= FastShare * largest).Select(processor => processor.Siblings).Distinct().Count();

        string FileOf(int cpu, string name) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"cpu{cpu}"), name);
    }

    private static unsafe int CountFastMacCores()
    {
        int value = 0;
        nuint size = sizeof(int);
        return sysctlbyname("hw.perflevel0.physicalcpu", &value, &size, 0, 0) == 0 && value > 0 ? value : Environment.ProcessorCount;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int sysctlbyname(string name, void* value, nuint* size, nint newValue, nuint newSize);
}
