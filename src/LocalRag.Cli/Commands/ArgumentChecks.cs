using System.CommandLine;
using System.Globalization;

namespace LocalRag.Cli.Commands;

/// <summary>Refuses values that cannot be meant.</summary>
internal static class ArgumentChecks
{
    /// <summary>Refuses a mistyped option that would pass as text or as a path.</summary>
    public static void RejectOptions(this Argument argument) => argument.Validators.Add(result =>
    {
        foreach (string value in result.Tokens.Select(token => token.Value).Where(IsOption))
        {
            result.AddError($"There is no option {value}.");
        }
    });

    public static void RequirePositive(this Option option) => option.Validators.Add(result =>
    {
        // A value that is no number at all is the parser's to refuse.
        if (result.Tokens.Any(token => int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value < 1))
        {
            result.AddError($"{option.Name} must be 1 or more.");
        }
    });

    private static bool IsOption(string value) => value.StartsWith("--", StringComparison.Ordinal) && !value.Contains(' ', StringComparison.Ordinal);
}
