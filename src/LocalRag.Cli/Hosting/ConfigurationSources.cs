using System.CommandLine;
using LocalRag.Plugins;
using LocalRag.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;

namespace LocalRag.Cli.Hosting;

/// <summary>Where settings come from, later wins: the user's file, the current folder's file, the environment, the command line.</summary>
internal static class ConfigurationSources
{
    private const string Root = LocalRagServiceCollectionExtensions.SectionName;

    private const string PluginsSection = $"{Root}:Plugins";

    private static readonly string s_dataDirectory = $"{Root}:{nameof(LocalRagOptions.DataDirectory)}";

    /// <summary>What makes the process load code: a folder that somebody else wrote must not decide it.</summary>
    private static readonly string[] s_notFromCurrentFolder = [$"{Root}:Llama:NativeDirectory", PluginsSection];

    public static string UserFile { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".localrag", "appsettings.json");

    public static string FolderFile => Path.GetFullPath("localrag.json");

    public static void AddTo(ConfigurationManager configuration, ParseResult arguments, string? dataSubfolder, HostVariant? variant = null)
    {
        string command = $"command {arguments.CommandResult.Command.Name}";

        // Below everything that the user sets. Only chat runs for long.
        bool watches = arguments.CommandResult.Command is Commands.ChatCommand;
        ((IConfigurationBuilder)configuration).Add(new CommandLineSource(command, [new($"{PluginsSection}:{nameof(PluginsOptions.Watch)}", watches ? "true" : "false")]));
        List<string> problems = [.. AddFile(configuration, UserFile, []), .. AddFile(configuration, FolderFile, s_notFromCurrentFolder)];
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        configuration.AddEnvironmentVariables();
        string[] assignments = arguments.GetValue(GlobalOptions.Set) ?? [];
        ((IConfigurationBuilder)configuration).Add(new CommandLineSource("command line, --set", assignments.Select(Parse)));
        AddPlugins(configuration, arguments);
        if (variant is not null)
        {
            ((IConfigurationBuilder)configuration).Add(new CommandLineSource($"variant {variant.Name}", variant.Assignments.Prepend(HostVariant.WithoutTrials).Select(Parse)));
            SetDataDirectory(configuration, "command bench", variant.DataDirectory);
        }
        else if (arguments.GetValue(GlobalOptions.Data) is { } folder)
        {
            SetDataDirectory(configuration, "command line, --data", Path.GetFullPath(folder));
        }
        else if (dataSubfolder is not null)
        {
            string data = configuration[s_dataDirectory] ?? new LocalRagOptions().DataDirectory;
            SetDataDirectory(configuration, command, Path.Combine(data, dataSubfolder));
        }
    }

    private static void AddPlugins(ConfigurationManager configuration, ParseResult arguments)
    {
        IConfigurationBuilder builder = configuration;
        if (arguments.GetValue(GlobalOptions.NoPlugins))
        {
            builder.Add(new CommandLineSource("command line, --no-plugins", [new($"{PluginsSection}:{nameof(PluginsOptions.Enabled)}", "false")]));
        }
        else if (GlobalOptions.SplitIds(arguments.GetValue(GlobalOptions.Plugins)) is { Count: > 0 } ids)
        {
            // Lists of several sources are merged place by place: the places that a file fills beyond ours are filled with our last one.
            string only = $"{PluginsSection}:{nameof(PluginsOptions.Only)}";
            int places = Math.Max(ids.Count, configuration.GetSection(only).GetChildren().Count());
            builder.Add(new CommandLineSource(
                "command line, --plugins",
                Enumerable.Range(0, places).Select(place => new KeyValuePair<string, string?>($"{only}:{place}", ids[Math.Min(place, ids.Count - 1)]))));
        }
    }

    private static void SetDataDirectory(IConfigurationBuilder configuration, string source, string folder) =>
        configuration.Add(new CommandLineSource(source, [new(s_dataDirectory, folder)]));

    private static KeyValuePair<string, string?> Parse(string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        string key = assignment[..equals].Trim();
        return new(key.StartsWith(Root + ":", StringComparison.OrdinalIgnoreCase) ? key : $"{Root}:{key}", assignment[(equals + 1)..]);
    }

    private static IEnumerable<string> AddFile(ConfigurationManager configuration, string path, string[] refused)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        JsonConfigurationSource source = new()
        {
            FileProvider = new PhysicalFileProvider(Path.GetDirectoryName(path)!, ExclusionFilters.None),
            Path = Path.GetFileName(path),
        };
        IConfigurationProvider provider = Load(configuration, source, path);
        foreach (string key in provider.GetChildKeys([], null).Where(key => !key.Equals(Root, StringComparison.OrdinalIgnoreCase)).Distinct())
        {
            yield return $"There is no setting {key} ({path}). Settings stand under \"{Root}\".";
        }

        foreach (string key in refused.Where(key => provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any()))
        {
            yield return $"{key[(Root.Length + 1)..]} cannot be set in the current folder ({path}), because it makes this program load code. "
                + $"Set it in {UserFile}, in the environment or with --set.";
        }
    }

    private static IConfigurationProvider Load(ConfigurationManager configuration, JsonConfigurationSource source, string path)
    {
        try
        {
            ((IConfigurationBuilder)configuration).Add(source);
            return ((IConfigurationRoot)configuration).Providers.Last();
        }
        catch (InvalidDataException exception)
        {
            throw new SettingsException([$"{path} is not valid JSON: {exception.InnerException?.InnerException?.Message ?? exception.Message}"]);
        }
    }

    private sealed class CommandLineSource(string name, IEnumerable<KeyValuePair<string, string?>> values) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new CommandLineProvider(name, values);
    }

    private sealed class CommandLineProvider : ConfigurationProvider
    {
        private readonly string _name;

        public CommandLineProvider(string name, IEnumerable<KeyValuePair<string, string?>> values)
        {
            _name = name;
            foreach ((string key, string? value) in values)
            {
                Set(key, value);
            }
        }

        public override string ToString() => _name;
    }
}
