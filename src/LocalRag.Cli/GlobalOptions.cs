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

    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Write the log, and the stack of an error, to standard error.",
        Recursive = true,
    };

    static GlobalOptions() => Set.Validators.Add(result =>
    {
        foreach (string assignment in result.Tokens.Select(token => token.Value).Where(value => value.IndexOf('=', StringComparison.Ordinal) <= 0))
        {
            result.AddError($"--set {assignment}: expected Section:Key=value.");
        }
    });
}
