using System.Text.RegularExpressions;

namespace LocalRag.Cli.Profiling;

/// <summary>Writes the names of methods as their authors know them.</summary>
internal static partial class MethodName
{
    /// <summary>Takes away parameters and what the compiler adds for async methods, iterators and lambdas.</summary>
    public static string Shorten(string fullName)
    {
        int parameters = fullName.IndexOf('(', StringComparison.Ordinal);
        string name = parameters > 0 ? fullName[..parameters] : fullName;
        name = StateMachine().Replace(name, ".$1 (async)");
        name = Lambda().Replace(name, ".$1 (lambda)");
        return Closure().Replace(name, string.Empty);
    }

    [GeneratedRegex(@"[+.]<(\w+)>d(?:__\d+)?(?:`\d+)?(?:\[[^\]]*\])?\.MoveNext$")]
    private static partial Regex StateMachine();

    [GeneratedRegex(@"\.<(\w+)>[bg]__[\w|]+$")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"[+.]<>c(?:__DisplayClass[\w_]+)?")]
    private static partial Regex Closure();
}
