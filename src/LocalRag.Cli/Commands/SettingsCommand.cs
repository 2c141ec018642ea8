using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Lists the settings, with who set them.</summary>
internal sealed class SettingsCommand : CliCommand
{
    private readonly Argument<string?> _key = new("KEY")
    {
        Description = "A setting, such as Llama:ContextTokens, or a section, such as Llama.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public SettingsCommand()
        : base("settings", "List the settings: value, default, who set it, what a change takes, and what it is for.")
    {
        Add(_key);
        _key.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("settings", "all settings"),
        ("settings Llama:ContextTokens", "one setting, with what it is for"),
        ("settings Llama --set Llama:Threads=4", "a section, as a run with this option would see it"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        SettingsCatalog catalog = services.GetRequiredService<SettingsCatalog>();
        string? key = context.Arguments.GetValue(_key);
        IReadOnlyList<Setting> settings = catalog.List();
        if (key is not null)
        {
            settings = [.. settings.Where(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase)
                || setting.Key.StartsWith(key.TrimEnd(':') + ":", StringComparison.OrdinalIgnoreCase))];
            ThrowIfNone(settings, key, catalog);
        }

        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new SettingsResult(settings), OutputJson.Indented.SettingsResult);
        }
        else if (settings is [Setting single])
        {
            Write(context.Output, single);
        }
        else
        {
            context.Output.WriteTable(
                ["Setting", "Value", "Default", "Set by", "A change takes"],
                [.. settings.Select(setting => (IReadOnlyList<string>)[setting.Key, Show(setting.Value), Show(setting.DefaultValue), setting.Source, DescribeCost(setting.Cost)])]);
        }

        return ExitCode.Done;
    }

    private static void Write(CommandOutput output, Setting setting)
    {
        output.WriteHeading(setting.Key);
        CommandOutput.WriteLine(setting.Summary);
        output.WriteTable(
            ["What", "Value"],
            [
                ["Value", Show(setting.Value)],
                ["Default", Show(setting.DefaultValue)],
                ["Set by", setting.Source],
                ["Allowed", setting.Allowed],
                ["A change takes", DescribeCost(setting.Cost)],
            ]);
    }

    private static string DescribeCost(SettingCost? cost) => cost switch
    {
        SettingCost.Live => "effect at once",
        SettingCost.NewContext => "a new context",
        SettingCost.Reload => "a reload",
        SettingCost.Ingest => "ingesting again",
        _ => "a restart",
    };

    private static void ThrowIfNone(IReadOnlyList<Setting> settings, string key, SettingsCatalog catalog)
    {
        if (settings.Count == 0)
        {
            IReadOnlyList<string> nearest = catalog.FindNearest(key);
            throw new SettingsException(
                [$"There is no setting {key}.{(nearest.Count > 0 ? $" Did you mean {string.Join(" or ", nearest)}?" : string.Empty)}"]);
        }
    }

    private static string Show(string? value) => value switch { null => "(none)", "" => "(empty)", _ => value };
}
