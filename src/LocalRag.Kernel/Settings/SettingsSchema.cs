using System.Reflection;

namespace LocalRag.Settings;

/// <summary>Every setting that exists, read from the options classes that the parts of the host registered.</summary>
internal sealed class SettingsSchema
{
    /// <summary>By how many letters a section's name may differ from a known one and still be taken for that one, written wrongly.</summary>
    private const int MistypedBy = 2;

    private readonly Dictionary<string, SettingDefinition> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sections = new(StringComparer.OrdinalIgnoreCase);

    public SettingsSchema(IEnumerable<SettingsSection> sections)
    {
        foreach (SettingsSection section in sections)
        {
            _sections.Add(section.Name);
            Add(section, section.Name, section.OptionsType, []);
        }

        Definitions = [.. _byKey.Values.OrderBy(definition => definition.Key, StringComparer.OrdinalIgnoreCase)];
    }

    public IReadOnlyList<SettingDefinition> Definitions { get; }

    /// <summary>Returns whether a key of a configuration means anything: a setting, or a place in a list or dictionary.</summary>
    public bool Knows(string key)
    {
        if (_byKey.ContainsKey(key))
        {
            return true;
        }

        if (IsOfPlugin(key))
        {
            return true;
        }

        for (int end = key.LastIndexOf(':'); end > 0; end = key.LastIndexOf(':', end - 1))
        {
            if (_byKey.TryGetValue(key[..end], out SettingDefinition? parent))
            {
                return parent.HasChildren;
            }
        }

        return false;
    }

    /// <summary>Returns whether the host has the part that a key belongs to, the one its section is named after; a key without a section belongs to the host itself.</summary>
    public bool HasPart(string key)
    {
        int end = key.IndexOf(':', StringComparison.Ordinal);
        return end < 0 || _sections.Contains(key[..end]) || _sections.Any(section => EditDistance.Between(section, key[..end]) <= MistypedBy);
    }

    /// <summary>Returns the keys that may have been meant by one that does not exist, best first, at most three.</summary>
    public IReadOnlyList<string> FindNearest(string key)
    {
        string name = LastPart(key);
        List<string> sameName = [.. Definitions.Select(definition => definition.Key)
            .Where(known => LastPart(known).Equals(name, StringComparison.OrdinalIgnoreCase))];
        return sameName.Count > 0
            ? sameName
            : [.. Definitions
                .Select(definition => (definition.Key, Distance: EditDistance.Between(key, definition.Key)))
                .Where(candidate => candidate.Distance <= Math.Max(2, key.Length / 3))
                .OrderBy(candidate => candidate.Distance)
                .Select(candidate => candidate.Key)
                .Take(1)];
    }

    // Below Plugins:<id> a plugin reads what it likes: the host can't know its keys.
    private static bool IsOfPlugin(string key) =>
        key.StartsWith("Plugins:", StringComparison.OrdinalIgnoreCase) && key.IndexOf(':', "Plugins:".Length) > 0;

    private static string LastPart(string key) => key[(key.LastIndexOf(':') + 1)..];

    private void Add(SettingsSection section, string prefix, Type type, PropertyInfo[] path)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Type valueType = property.PropertyType;
            bool collection = SettingDefinition.IsCollection(valueType);
            if (property.GetIndexParameters().Length > 0 || (property.SetMethod is not { IsPublic: true } && !collection))
            {
                continue;
            }

            string key = prefix.Length == 0 ? property.Name : $"{prefix}:{property.Name}";
            if (valueType.IsClass && !collection && valueType != typeof(string) && valueType.GetConstructor(Type.EmptyTypes) is not null)
            {
                Add(section, key, valueType, [.. path, property]);
            }
            else
            {
                _byKey[key] = new SettingDefinition(key, section, [.. path, property]);
            }
        }
    }
}
