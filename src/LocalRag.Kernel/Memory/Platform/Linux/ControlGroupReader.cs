using System.Globalization;

namespace LocalRag.Memory.Platform;

/// <summary>Reads memory limits of control groups, version 2 or 1. A limit of any group above this process's own counts too.</summary>
internal sealed class ControlGroupReader(string root)
{
    private const string Version1Controller = "memory";

    private static readonly GroupFiles s_version2 = new("memory.max", "memory.current", "inactive_file");
    private static readonly GroupFiles s_version1 = new("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

    public ControlGroupMemory? Read()
    {
        string memberships = Path.Combine(root, "proc/self/cgroup");
        if (!File.Exists(memberships))
        {
            return null;
        }

        string hierarchy = Path.Combine(root, "sys/fs/cgroup");
        foreach (string[] fields in File.ReadLines(memberships).Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3))
        {
            if (fields[1].Split(',').Contains(Version1Controller))
            {
                return Read(Path.Combine(hierarchy, Version1Controller), fields[2], s_version1);
            }
        }

        // The one line of version 2 has neither number nor controllers.
        string? group = File.ReadLines(memberships).FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        return group is null ? null : Read(hierarchy, group, s_version2);
    }

    private static ControlGroupMemory Read(string hierarchy, string group, GroupFiles files)
    {
        long? limit = null;
        long? available = null;
        string own = Path.Combine(hierarchy, group.Trim('/'));

        // Inside a container the path of the group is often that on the host, and the mount shows the group itself.
        string? folder = Directory.Exists(own) ? own : hierarchy;
        string pressure = Path.Combine(folder, "memory.pressure");
        while (folder is not null && folder.Length >= hierarchy.Length)
        {
            if (ReadNumber(Path.Combine(folder, files.Limit)) is long bytes and < 1L << 60)
            {
                long used = (ReadNumber(Path.Combine(folder, files.Usage)) ?? 0) - ReadStatistic(Path.Combine(folder, "memory.stat"), files.Droppable);
                limit = Math.Min(limit ?? long.MaxValue, bytes);
                available = Math.Min(available ?? long.MaxValue, Math.Max(0, bytes - used));
            }

            folder = Path.GetDirectoryName(folder);
        }

        return new ControlGroupMemory(limit, available, File.Exists(pressure) ? pressure : null);
    }

    /// <summary>Returns the number in a file; null where there is no file, or the word <c>max</c> in it.</summary>
    private static long? ReadNumber(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static long ReadStatistic(string path, string name)
    {
        string? line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name + ' ', StringComparison.Ordinal)) : null;
        return line is not null && long.TryParse(line.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
    }

    private sealed record GroupFiles(string Limit, string Usage, string Droppable);
}
