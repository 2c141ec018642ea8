using Microsoft.Diagnostics.Runtime;

namespace LocalRag.Cli.Leaks;

/// <summary>Finds the shortest path from a root to what keeps a plugin's load context, breadth first over all live objects.</summary>
internal sealed class RootSearch(ClrRuntime runtime, PluginTypes plugin)
{
    private readonly Dictionary<ulong, ulong> _cameFrom = [];
    private readonly Dictionary<ulong, string> _roots = [];

    /// <summary>Returns the path as words, the root first; empty where no root was found.</summary>
    public IReadOnlyList<string> Find()
    {
        if (FindRunning() is { } running)
        {
            return [running];
        }

        if (plugin.Keeper == 0)
        {
            return [];
        }

        Queue<ulong> queue = new();
        foreach (NamedRoot root in NamedRoot.Enumerate(runtime, plugin))
        {
            if (_cameFrom.TryAdd(root.Object, 0))
            {
                _roots.Add(root.Object, root.Name);
                queue.Enqueue(root.Object);
            }
        }

        while (queue.TryDequeue(out ulong current))
        {
            if (current == plugin.Keeper)
            {
                return Describe();
            }

            foreach (ClrObject reference in runtime.Heap.GetObject(current).EnumerateReferences())
            {
                if (_cameFrom.TryAdd(reference.Address, current))
                {
                    queue.Enqueue(reference.Address);
                }
            }
        }

        return [];
    }

    // Code that runs needs no object to stay.
    private string? FindRunning()
    {
        foreach (ClrThread thread in runtime.Threads.Where(thread => thread.IsAlive))
        {
            if (thread.EnumerateStackTrace().FirstOrDefault(frame => plugin.Contains(frame.Method?.Type)) is { Method: { } method })
            {
                return $"stack of thread {thread.ManagedThreadId}, which runs {method.Signature}";
            }
        }

        return null;
    }

    private List<string> Describe()
    {
        List<ulong> path = [];
        for (ulong address = plugin.Keeper; address != 0; address = _cameFrom[address])
        {
            path.Add(address);
        }

        path.Reverse();
        List<string> words = [_roots[path[0]]];
        for (int i = 0; i < path.Count - 1; i++)
        {
            ClrObject link = runtime.Heap.GetObject(path[i]);
            words.Add($"{link.Type?.Name ?? "an object"}{DescribeStep(link, path[i + 1])}");
        }

        return words;
    }

    private static string DescribeStep(ClrObject from, ulong to)
    {
        ClrReference step = from.EnumerateReferencesWithFields().FirstOrDefault(reference => reference.Object.Address == to);
        return step.IsField && step.Field is { } field ? $", field {field.Name}" : string.Empty;
    }
}
