using LocalRag.Plugins.Packaging;

namespace LocalRag.Plugins.Composition;

/// <summary>Puts plugins in order, outermost first: what they require or stand after comes before them, then by order, then by name.</summary>
internal static class PluginOrder
{
    /// <summary>Sorts the plugins, leaving out those that can't be placed.</summary>
    /// <param name="packages">The plugins, at most one of a name.</param>
    /// <param name="refusals">Receives why a plugin was left out: one that it requires is missing, or it is part of a cycle.</param>
    public static IReadOnlyList<PluginPackage> Sort(IEnumerable<PluginPackage> packages, ICollection<PluginRefusedException> refusals)
    {
        Dictionary<string, PluginPackage> left = packages.ToDictionary(package => package.Id, StringComparer.Ordinal);
        List<PluginPackage> sorted = [];
        RemoveUnmet(left, sorted, refusals);
        while (left.Count > 0)
        {
            PluginPackage? next = left.Values
                .Where(package => !Before(package).Any(left.ContainsKey))
                .OrderBy(package => package.Metadata.Order)
                .ThenBy(package => package.Id, StringComparer.Ordinal)
                .FirstOrDefault();
            if (next is null)
            {
                RefuseCycle(left, refusals);
                RemoveUnmet(left, sorted, refusals);
            }
            else
            {
                left.Remove(next.Id);
                sorted.Add(next);
            }
        }

        return sorted;
    }

    private static IEnumerable<string> Before(PluginPackage package) => package.Metadata.Requires.Concat(package.Metadata.After);

    private static void RemoveUnmet(
        Dictionary<string, PluginPackage> left, List<PluginPackage> sorted, ICollection<PluginRefusedException> refusals)
    {
        HashSet<string> present = [.. left.Keys, .. sorted.Select(package => package.Id)];
        bool removed;
        do
        {
            removed = false;
            foreach (PluginPackage package in left.Values.ToList())
            {
                if (package.Metadata.Requires.FirstOrDefault(required => !present.Contains(required)) is { } missing)
                {
                    refusals.Add(new PluginRefusedException(
                        package.Id, $"The plugin {package.Id} requires the plugin {missing}, which is not active.", $"Install or enable {missing}, or remove {package.Id}."));
                    left.Remove(package.Id);
                    present.Remove(package.Id);
                    removed = true;
                }
            }
        }
        while (removed);
    }

    private static void RefuseCycle(Dictionary<string, PluginPackage> left, ICollection<PluginRefusedException> refusals)
    {
        List<string> path = [left.Keys.Order(StringComparer.Ordinal).First()];
        while (true)
        {
            string next = Before(left[path[^1]]).First(left.ContainsKey);
            int start = path.IndexOf(next);
            if (start >= 0)
            {
                string cycle = string.Join(" -> ", path.Skip(start).Append(next));
                foreach (string id in path.Skip(start))
                {
                    refusals.Add(new PluginRefusedException(
                        id, $"The order of the plugins has a cycle: {cycle}.", "Take one of them out of Requires or After."));
                    left.Remove(id);
                }

                return;
            }

            path.Add(next);
        }
    }
}
