using System.CommandLine;
using System.CommandLine.Parsing;

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

    public static Option<Uri?> Otlp { get; } = new("--otlp")
    {
        Description = "Send metrics and traces of this run to an OpenTelemetry collector, such as http://localhost:4318; no text is in them.",
        HelpName = "URL",
        Recursive = true,
        CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? uri : Refuse(result),
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

    private static Uri? Refuse(ArgumentResult result)
    {
        result.AddError($"--otlp {result.Tokens[0].Value}: expected a URL such as http://localhost:4318.");
        return null;
    }
}
