using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class EveryPluginTests
{
    /// <summary>The projects of this repository that are plugins.</summary>
    public static TheoryData<string> Plugins { get; } = [.. FindPlugins()];

    [Theory]
    [MemberData(nameof(Plugins))]
    public void Every_plugin_has_a_conformance_class(string plugin)
    {
        // That the plugin's layers have suites too is asked by the suite of the whole plugin.
        Assert.True(
            typeof(EveryPluginTests).Assembly.GetExportedTypes().Any(type => !type.IsAbstract && FindPlugin(type)?.Assembly.GetName().Name == plugin),
            $"{plugin} has no public class derived from PluginConformanceTests<TPlugin> in {typeof(EveryPluginTests).Assembly.GetName().Name}.");
    }

    [Fact]
    public void The_fifteen_lines_for_plugin_authors_are_the_sample_that_is_built()
    {
        string guide = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "handoff", "PLUGIN-AUTHORING.md")).ReplaceLineEndings("\n");
        string sample = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "samples", "HelloPlugin", "StopwatchPlugin.cs")).ReplaceLineEndings("\n");

        Assert.Contains($"```csharp\n{sample}```", guide, StringComparison.Ordinal);
        Assert.Equal(15, sample.TrimEnd('\n').Split('\n').Length);
    }

    private static IEnumerable<string> FindPlugins()
    {
        string ours = Path.Combine(RepositoryPaths.Root, "plugins");
        IEnumerable<string> projects = Directory.Exists(ours) ? Directory.EnumerateFiles(ours, "*.csproj", SearchOption.AllDirectories) : [];
        return projects.Append(Path.Combine(RepositoryPaths.Root, "samples", "HelloPlugin", "HelloPlugin.csproj")).Select(path => Path.GetFileNameWithoutExtension(path)!);
    }

    private static Type? FindPlugin(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PluginConformanceTests<>))
            {
                return type.GetGenericArguments()[0];
            }
        }

        return null;
    }
}
