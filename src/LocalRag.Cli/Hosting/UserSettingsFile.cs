using System.Text.Json;
using System.Text.Json.Nodes;
using LocalRag.Settings;

namespace LocalRag.Cli.Hosting;

/// <summary>Changes the user's settings file, and leaves what else is in it as it is.</summary>
internal static class UserSettingsFile
{
    private static readonly JsonNodeOptions s_ignoreCase = new() { PropertyNameCaseInsensitive = true };
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Turns a plugin on or off: takes it out of <c>Plugins:Disabled</c> or puts it there; one that comes with the program the other way round with <c>Plugins:Optimizers</c>.</summary>
    /// <returns>Whether the file was changed.</returns>
    /// <exception cref="SettingsException">The file is not JSON that can be written again without loss.</exception>
    public static bool SetPluginEnabled(string file, string pluginId, bool isOptimizer, bool enabled)
    {
        JsonObject root = Read(file);
        JsonObject plugins = Section(Section(root, "LocalRag", file), "Plugins", file);

        // Both lists: one that was turned off by its name stays off wherever it is.
        bool changed = SetPresent(Array(plugins, "Disabled", file), pluginId, present: !enabled && !isOptimizer);
        changed |= isOptimizer && SetPresent(Array(plugins, "Optimizers", file), pluginId, present: enabled);
        if (changed)
        {
            Write(file, root);
        }

        return changed;
    }

    private static bool SetPresent(JsonArray list, string pluginId, bool present)
    {
        JsonNode[] entries = [.. list.OfType<JsonValue>().Where(value => value.TryGetValue(out string? id) && id == pluginId)];
        if (entries.Length > 0 == present)
        {
            return false;
        }

        foreach (JsonNode entry in entries)
        {
            list.Remove(entry);
        }

        if (present)
        {
            list.Add((JsonNode)JsonValue.Create(pluginId));
        }

        return true;
    }

    private static JsonObject Read(string file)
    {
        if (!File.Exists(file))
        {
            return new JsonObject(s_ignoreCase);
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(file), s_ignoreCase) as JsonObject
                ?? throw Refuse(file, "it does not hold an object");
        }
        catch (JsonException exception)
        {
            // Comments too: they would be lost.
            throw Refuse(file, $"it is not plain JSON without comments: {exception.Message}");
        }
    }

    private static JsonObject Section(JsonObject parent, string name, string file)
    {
        if (parent[name] is null)
        {
            parent[name] = new JsonObject(s_ignoreCase);
        }

        return parent[name] as JsonObject ?? throw Refuse(file, $"\"{name}\" is not an object");
    }

    private static JsonArray Array(JsonObject parent, string name, string file)
    {
        if (parent[name] is null)
        {
            parent[name] = new JsonArray();
        }

        return parent[name] as JsonArray ?? throw Refuse(file, $"\"{name}\" is not a list");
    }

    private static SettingsException Refuse(string file, string problem) =>
        new([$"{file} can't be changed: {problem}. Correct it, or set LocalRag:Plugins:Disabled or :Optimizers there by hand."]);

    private static void Write(string file, JsonObject root)
    {
        // A link stays a link: what it leads to is replaced.
        string target = (File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName : null) ?? file;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string unfinished = $"{target}.{Guid.NewGuid():N}";
        File.WriteAllText(unfinished, root.ToJsonString(s_indented) + Environment.NewLine);
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(unfinished, File.GetUnixFileMode(target));
        }

        File.Move(unfinished, target, overwrite: true);
    }
}
