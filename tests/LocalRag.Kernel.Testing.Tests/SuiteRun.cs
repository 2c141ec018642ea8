using System.Reflection;

namespace LocalRag.Testing.Tests;

/// <summary>Runs every test of a suite, and says which failed.</summary>
internal static class SuiteRun
{
    /// <summary>Runs the tests of a suite, each on an instance of its own.</summary>
    /// <returns>The names of the tests that failed.</returns>
    public static async Task<IReadOnlyList<string>> FailuresAsync(Func<object> create)
    {
        List<string> failures = [];
        foreach (MethodInfo test in create().GetType().GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null))
        {
            IEnumerable<object?[]> rows = test.GetCustomAttributes<InlineDataAttribute>().Select(row => row.Data).DefaultIfEmpty([]);
            foreach (object?[] row in rows)
            {
                if (await Record.ExceptionAsync(() => InvokeAsync(create(), test, row)) is { } failure && !IsSkip(failure))
                {
                    failures.Add(test.Name);
                    TestContext.Current.TestOutputHelper?.WriteLine($"{test.Name}: {failure.Message}");
                }
            }
        }

        return [.. failures.Distinct()];
    }

    private static bool IsSkip(Exception exception) => exception.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal);

    private static async Task InvokeAsync(object suite, MethodInfo test, object?[] arguments)
    {
        try
        {
            if (test.Invoke(suite, arguments) is Task task)
            {
                await task;
            }
        }
        catch (TargetInvocationException exception)
        {
            throw exception.InnerException!;
        }
    }
}
