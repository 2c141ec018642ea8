using System.Diagnostics;
using System.Globalization;

namespace LocalRag.Cli.Hosting.Limits;

/// <summary>A control group with a limit of memory, below the one this process is in; of version 2, or of version 1 where that has the memory controller.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private ControlGroup(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Makes one, or returns null where the system does not have them or does not let this process make one.</summary>
    public static ControlGroup? TryCreate(long bytes) =>
        !OperatingSystem.IsLinux() ? null
        : TryCreate(Root, "0::", bytes, "memory.max", ("memory.swap.max", "0"))
            ?? TryCreate(Path.Combine(Root, "memory"), ":memory:", bytes, "memory.limit_in_bytes", ("memory.swappiness", "0"));

    private static ControlGroup? TryCreate(string root, string line, long bytes, string limit, (string File, string Value) noSwap)
    {
        string? entry = File.ReadLines("/proc/self/cgroup").FirstOrDefault(entry => entry.Contains(line, StringComparison.Ordinal));
        if (entry is null)
        {
            return null;
        }

        string own = entry[(entry.IndexOf(line, StringComparison.Ordinal) + line.Length)..].TrimStart('/');
        string folder = Path.Combine(root, own, string.Create(CultureInfo.InvariantCulture, $"localrag-stress-{Environment.ProcessId}"));
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(Path.Combine(folder, limit)))
            {
                Directory.Delete(folder);
                return null;
            }

            File.WriteAllText(Path.Combine(folder, limit), bytes.ToString(CultureInfo.InvariantCulture));
            if (File.Exists(Path.Combine(folder, noSwap.File)))
            {
                File.WriteAllText(Path.Combine(folder, noSwap.File), noSwap.Value);
            }

            return new ControlGroup(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Has a program start inside the group: it joins before the runtime starts, which sizes its heap by the limit that it finds.</summary>
    public void Enclose(ProcessStartInfo start)
    {
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["-c", "echo $$ > \"$0\" && exec \"$@\"", Path.Combine(Folder, "cgroup.procs"), .. command])
        {
            start.ArgumentList.Add(argument);
        }
    }

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
