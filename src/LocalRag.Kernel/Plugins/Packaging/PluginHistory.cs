using System.Text.Json;

namespace LocalRag.Plugins.Packaging;

/// <summary>Remembers, from one run of the program to the next, which version of each plugin was live before the present one, and what was rolled back.</summary>
/// <param name="file">Where it is kept, beside the staged versions; one that can't be read counts as empty, because it only makes a rollback possible.</param>
internal sealed class PluginHistory(string file)
{
    private readonly Lock _lock = new();

    /// <summary>Returns the version that a rollback of a plugin would return to; null where there is none.</summary>
    public string? FindPrevious(string pluginId)
    {
        lock (_lock)
        {
            return Read().GetValueOrDefault(pluginId)?.Previous;
        }
    }

    /// <summary>Returns the version that stands in for the one in the plugin's folder; null where that one is to be used.</summary>
    public string? FindStandIn(PluginPackage found)
    {
        lock (_lock)
        {
            return Read().GetValueOrDefault(found.Id) is { } entry && entry.RolledBackFrom == found.ContentHash ? entry.Current : null;
        }
    }

    /// <summary>Makes the version before stand in for the one in the folder, until that changes; or ends this where it is the one in the folder.</summary>
    public void RollBack(string pluginId, string target, string inFolder) => Change(entries =>
        entries[pluginId] = new Entry(target, entries.GetValueOrDefault(pluginId)?.Current, target == inFolder ? null : inFolder));

    /// <summary>Lets the version in the folder be used again.</summary>
    public void Adopt(string pluginId) => Change(entries =>
    {
        if (entries.TryGetValue(pluginId, out Entry? entry))
        {
            entries[pluginId] = entry with { RolledBackFrom = null };
        }
    });

    /// <summary>Records what is live now.</summary>
    public void Record(IEnumerable<PluginPackage> live) => Change(entries =>
    {
        foreach (PluginPackage package in live)
        {
            Entry? entry = entries.GetValueOrDefault(package.Id);
            if (entry?.Current != package.ContentHash)
            {
                entries[package.Id] = new Entry(package.ContentHash, entry?.Current, null);
            }
        }
    });

    /// <summary>Returns every version that may be needed again.</summary>
    public IReadOnlySet<string> ListKept()
    {
        lock (_lock)
        {
            return Read().Values.SelectMany(entry => new[] { entry.Current, entry.Previous, entry.RolledBackFrom }).OfType<string>().ToHashSet(StringComparer.Ordinal);
        }
    }

    private void Change(Action<Dictionary<string, Entry>> change)
    {
        lock (_lock)
        {
            Dictionary<string, Entry> entries = Read();
            Dictionary<string, Entry> before = new(entries);
            change(entries);
            if (!entries.OrderBy(entry => entry.Key).SequenceEqual(before.OrderBy(entry => entry.Key)))
            {
                Write(entries);
            }
        }
    }

    private Dictionary<string, Entry> Read()
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), HistoryJson.Default.DictionaryStringEntry) ?? [] : [];
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Write(Dictionary<string, Entry> entries)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string unfinished = $"{file}.{Guid.NewGuid():N}";
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(entries, HistoryJson.Default.DictionaryStringEntry));
        File.Move(unfinished, file, overwrite: true);
    }

    internal sealed record Entry(string Current, string? Previous, string? RolledBackFrom);
}
