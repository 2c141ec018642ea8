using System.CommandLine;

namespace LocalRag.Cli;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write the result as JSON; errors too, on standard error.",
        Recursive = true,
    };

    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The folder that holds the index (setting DataDirectory).",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<string[]> Set { get; } = new("--set")
    {
        Description = "Set a setting for this run, such as Llama:ContextTokens=4096; may be repeated.",
        HelpName = "Section:Key=value",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<string?> Plugins { get; } = new("--plugins")
    {
        Description = "Load only these plugins in this run, also those that are disabled (setting Plugins:Only).",
        HelpName = "ID,ID",
        Recursive = true,
    };

    public static Option<bool> NoPlugins { get; } = new("--no-plugins")
    {
        Description = "Load no plugin in this run: safe mode (setting Plugins:Enabled).",
        Recursive = true,
    };

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Write the log, and the stack of an error, to standard error.",
        Recursive = true,
    };

    static GlobalOptions()
    {
        Set.Validators.Add(result =>
        {
            foreach (string assignment in result.Tokens.Select(token => token.Value).Where(value => value.IndexOf('=', StringComparison.Ordinal) <= 0))
            {
                result.AddError($"--set {assignment}: expected Section:Key=value.");
            }
        });
        Plugins.Validators.Add(result =>
        {
            if (SplitIds(result.GetValueOrDefault<string?>()).Count == 0)
            {
                result.AddError("--plugins: expected one id or more, with commas between; --no-plugins loads none.");
            }

            if (result.GetValue(NoPlugins))
            {
                result.AddError("--plugins and --no-plugins can't be used together.");
            }
        });
    }

    /// <summary>Returns the ids in the value of <see cref="Plugins"/>.</summary>
    public static IReadOnlyList<string> SplitIds(string? value) =>
        value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
