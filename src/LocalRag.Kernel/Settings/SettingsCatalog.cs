using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Settings;

/// <summary>Lists every setting of the host with its value and who set it, and finds those that cannot be right.</summary>
/// <remarks>Members may be called from any thread at the same time. The values are those at the time of the call.</remarks>
public sealed class SettingsCatalog
{
    private static readonly MethodInfo s_readOptions = typeof(SettingsCatalog)
        .GetMethod(nameof(ReadOptions), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly IServiceProvider _services;
    private readonly IConfigurationSection _configuration;
    private readonly SettingsSchema _schema;
    private readonly SettingsProvenance _provenance;

    internal SettingsCatalog(IServiceProvider services, IConfigurationSection configuration, IConfigurationRoot? root)
    {
        _services = services;
        _configuration = configuration;
        _schema = new SettingsSchema(services.GetServices<SettingsSection>());
        _provenance = new SettingsProvenance(configuration, root);
    }

    /// <summary>Returns every setting, ordered by key.</summary>
    /// <exception cref="SettingsException">A value cannot be read as what its setting is.</exception>
    public IReadOnlyList<Setting> List()
    {
        ThrowIfAny(FindUnreadable());
        List<Setting> settings = [];
        foreach (IGrouping<SettingsSection, SettingDefinition> section in _schema.Definitions.GroupBy(definition => definition.Section))
        {
            object current = Read(section.Key).Options;
            object defaults = Activator.CreateInstance(section.Key.OptionsType)!;
            settings.AddRange(section.Select(definition => Describe(definition, definition.Read(current), definition.Read(defaults))));
        }

        return [.. settings.OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Returns the keys closest to one that does not exist, best first; none where nothing comes near.</summary>
    public IReadOnlyList<string> FindNearest(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _schema.FindNearest(key);
    }

    /// <summary>Returns every setting that is marked to be tuned, ordered by key.</summary>
    internal IReadOnlyList<Tunable> ListTunable()
    {
        Dictionary<string, SettingDefinition> definitions = _schema.Definitions.ToDictionary(definition => definition.Key, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from setting in List()
               let definition = definitions[setting.Key]
               let attribute = definition.Property.GetCustomAttribute<TunableAttribute>()
               where attribute is not null
               select new Tunable(
                   setting, attribute.Cost, attribute.ChangesAnswers, TunableValues.Of(definition, attribute, setting.Value, Environment.ProcessorCount)),
        ];
    }

    /// <summary>Returns what is wrong with the settings: keys that do not exist, values that cannot be read or are not allowed; none means sound.</summary>
    public IReadOnlyList<string> FindProblems()
    {
        List<string> problems = [.. FindUnknown()];
        List<string> unreadable = [.. FindUnreadable()];
        return [.. problems, .. unreadable.Count > 0 ? unreadable : FindRefused()];
    }

    /// <summary>Returns whether this host has the part that a key belongs to, such as an engine.</summary>
    internal bool HasPart(string key) => _schema.HasPart(key);

    /// <summary>Returns what would be wrong with values that somebody proposes, before they are set; none means sound.</summary>
    /// <param name="proposals">The keys under the section, with their values.</param>
    /// <param name="proposer">Who proposes them, as the messages name it.</param>
    internal IReadOnlyList<string> FindProblems(IReadOnlyDictionary<string, string?> proposals, string proposer)
    {
        List<string> problems = [];
        foreach ((string key, string? value) in proposals)
        {
            if (!_schema.Knows(key))
            {
                problems.Add(DescribeUnknown(key, proposer));
            }
            else if (_schema.Definitions.FirstOrDefault(definition => definition.Key.Equals(key, StringComparison.OrdinalIgnoreCase)) is { HasChildren: false } known
                && (value is null || !CanRead(known.ValueType, value) || !known.Allows(value)))
            {
                problems.Add($"{known.Key} can't be \"{value}\" ({proposer}): must be {known.DescribeAllowed()}.");
            }
        }

        return problems;
    }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="SettingsException">Something is wrong; all problems are named at once.</exception>
    public void Validate() => ThrowIfAny(FindProblems());

    private static void ThrowIfAny(IEnumerable<string> problems)
    {
        List<string> found = [.. problems];
        if (found.Count > 0)
        {
            throw new SettingsException(found);
        }
    }

    private IEnumerable<string> FindUnknown() => _provenance.ListKeys()
        .Where(entry => !_schema.Knows(entry.Key))
        .Select(entry => DescribeUnknown(entry.Key, entry.Source));

    private string DescribeUnknown(string key, string source)
    {
        IReadOnlyList<string> nearest = _schema.FindNearest(key);
        string hint = nearest.Count > 0 ? $" Did you mean {string.Join(" or ", nearest)}?" : string.Empty;
        return $"There is no setting {key} ({source}).{hint}";
    }

    private IEnumerable<string> FindUnreadable()
    {
        foreach (SettingDefinition definition in _schema.Definitions.Where(definition => !definition.HasChildren))
        {
            if (_configuration[definition.Key] is { Length: > 0 } text && !CanRead(definition.ValueType, text))
            {
                yield return Refuse(definition, text, $"must be {definition.DescribeAllowed()}");
            }
        }
    }

    private IEnumerable<string> FindRefused()
    {
        foreach (IGrouping<SettingsSection, SettingDefinition> section in _schema.Definitions.GroupBy(definition => definition.Section))
        {
            (object options, IReadOnlyList<string> failures) = Read(section.Key);
            foreach (string failure in failures)
            {
                // The generated validators write "Property: message".
                string[] parts = failure.Split(": ", 2);
                SettingDefinition? definition = section.FirstOrDefault(candidate => candidate.Property.Name == parts[0]);
                bool described = definition?.Property.IsDefined(typeof(System.ComponentModel.DataAnnotations.RangeAttribute)) ?? false;
                yield return definition is null
                    ? failure
                    : Refuse(definition, definition.Read(options), described ? $"must be {definition.DescribeAllowed()}" : parts[1].TrimEnd('.'));
            }
        }
    }

    private static bool CanRead(Type type, string text)
    {
        try
        {
            return type == typeof(string) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private string Refuse(SettingDefinition definition, string? value, string reason)
    {
        string source = _provenance.FindSource(definition.Key, definition.HasChildren) ?? Setting.DefaultSource;
        return $"{definition.Key} is {(string.IsNullOrEmpty(value) ? "empty" : $"\"{value}\"")} ({source}): {reason}.";
    }

    private Setting Describe(SettingDefinition definition, string? value, string? defaultValue)
    {
        string source = _provenance.FindSource(definition.Key, definition.HasChildren)
            ?? (value == defaultValue ? Setting.DefaultSource : "application code");
        return new Setting(
            definition.Key, value, defaultValue, source, definition.DescribeAllowed(), SettingSummaries.Find(definition.Property),
            definition.Property.GetCustomAttribute<TunableAttribute>()?.Cost);
    }

    private (object Options, IReadOnlyList<string> Failures) Read(SettingsSection section) => s_readOptions
        .MakeGenericMethod(section.OptionsType)
        .CreateDelegate<Func<IServiceProvider, IConfiguration, (object, IReadOnlyList<string>)>>()
        .Invoke(_services, section.Name.Length == 0 ? _configuration : _configuration.GetSection(section.Name));

    private static (object Options, IReadOnlyList<string> Failures) ReadOptions<TOptions>(IServiceProvider services, IConfiguration configuration)
        where TOptions : class, new()
    {
        try
        {
            return (services.GetRequiredService<IOptionsFactory<TOptions>>().Create(Options.DefaultName), []);
        }
        catch (OptionsValidationException exception)
        {
            TOptions refused = new();
            configuration.Bind(refused);
            return (refused, [.. exception.Failures]);
        }
    }
}
