using System.Globalization;

namespace LocalRag.Cli.Hosting.Limits;

/// <summary>A control group of version 2 with a limit of memory, below the one this process is in.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private ControlGroup(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Makes one, or returns null where the system does not have them or does not let this process make one.</summary>
    public static ControlGroup? TryCreate(long bytes)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(Root, "cgroup.controllers")))
        {
            return null;
        }

        string own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..].TrimStart('/') ?? string.Empty;
        string folder = Path.Combine(Root, own, string.Create(CultureInfo.InvariantCulture, $"localrag-stress-{Environment.ProcessId}"));
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(Path.Combine(folder, "memory.max")))
            {
                Directory.Delete(folder);
                return null;
            }

            File.WriteAllText(Path.Combine(folder, "memory.max"), bytes.ToString(CultureInfo.InvariantCulture));
            if (File.Exists(Path.Combine(folder, "memory.swap.max")))
            {
                File.WriteAllText(Path.Combine(folder, "memory.swap.max"), "0");
            }

            return new ControlGroup(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Moves this process into a group.</summary>
    public static void Enter(string folder) =>
        File.WriteAllText(Path.Combine(folder, "cgroup.procs"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder);
        }
        catch (IOException)
        {
            // The system still clears up after the process; an empty group costs nothing.
        }
    }
}
