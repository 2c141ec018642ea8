using System.CommandLine;
using System.CommandLine.Parsing;
using LocalRag.Settings;

namespace LocalRag.Cli.Output;

/// <summary>Says what is wrong with a command line: the mistyped word with what may have been meant, or else the parser's own messages.</summary>
internal static class UsageErrors
{
    public static int Report(ParseResult result)
    {
        string problem = FindMistyped(result) ?? string.Join(Environment.NewLine, result.Errors.Select(error => error.Message).Distinct());
        new CommandOutput(result.GetValue(GlobalOptions.Json)).Fail(problem, $"See '{GetCommandLine(result.CommandResult)} --help'.");
        return ExitCode.WrongUsage;
    }

    private static string? FindMistyped(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string[] words = [.. result.Tokens.Where(token => token.Type == TokenType.Argument).Select(token => token.Value)];
        if (words.FirstOrDefault(IsOption) is { } option)
        {
            IEnumerable<string> options = GetCommands(result.CommandResult).SelectMany(parent => parent.Options)
                .Where(candidate => candidate.Recursive || command.Options.Contains(candidate))
                .Select(candidate => candidate.Name);
            return $"There is no option {option}.{Suggest(option, options)}";
        }

        return command.Subcommands.Count > 0 && result.UnmatchedTokens is [string first, ..]
            ? $"There is no command {first}.{Suggest(first, command.Subcommands.Select(candidate => candidate.Name))}"
            : null;
    }

    private static bool IsOption(string word) => word.StartsWith("--", StringComparison.Ordinal) && !word.Contains(' ', StringComparison.Ordinal);

    private static string Suggest(string word, IEnumerable<string> candidates)
    {
        string? nearest = candidates.MinBy(candidate => EditDistance.Between(word, candidate));
        return nearest is not null && EditDistance.Between(word, nearest) <= Math.Max(2, word.Length / 3) ? $" Did you mean {nearest}?" : string.Empty;
    }

    private static IEnumerable<Command> GetCommands(CommandResult? result)
    {
        for (; result is not null; result = result.Parent as CommandResult)
        {
            yield return result.Command;
        }
    }

    private static string GetCommandLine(CommandResult result) => string.Join(' ', GetCommands(result).Reverse().Select(command => command.Name));
}
