using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Tells how many threads are worth starting: two on one core only take turns.</summary>
internal static partial class ProcessorTopology
{
    /// <summary>Gets the number of physical cores that this process may use; on a Mac the fast ones.</summary>
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

    /// <summary>Counts the distinct cores in a folder laid out as the kernel's.</summary>
    internal static int CountLinuxCores(string folder)
    {
        HashSet<string> cores = [];
        for (int i = 0; File.Exists(Sibling(i)); i++)
        {
            cores.Add(File.ReadAllText(Sibling(i)).Trim());
        }

        return cores.Count > 0 ? cores.Count : Environment.ProcessorCount;

        string Sibling(int cpu) =>
            Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"cpu{cpu}"), "topology", "thread_siblings_list");
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
