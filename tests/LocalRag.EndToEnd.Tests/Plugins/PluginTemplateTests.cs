using System.Xml.Linq;
using LocalRag.Testing;

namespace LocalRag.EndToEnd.Tests.Plugins;

public sealed class PluginTemplateTests
{
    [Fact]
    public async Task A_plugin_from_the_template_is_built_and_tested_outside_of_the_repository_and_comes_and_goes_in_a_running_chat()
    {
        using AuthorWorkspace author = new();
        await author.PackAsync();
        string plugin = await author.CreateAsync("Acme.SlowAnswers");
        string tested = await AuthorWorkspace.RunAsync(plugin, "test");

        Assert.Contains("failed: 0", tested, StringComparison.Ordinal);

        using LocalRagCommand command = new();
        command.Write("documents/keys.md", "# Keys\n\nMarta Lindqvist keeps the spare keys in the grey cabinet next to the loading ramp.");
        await command.RunAsync("ingest", "documents");
        await using Conversation chat = command.Open("chat", "--json", "--verbose", "--set", "Plugins:Watch=true");
        await AskAsync(chat);

        string deployed = Deploy(command, Path.Combine(plugin, "src", "Acme.SlowAnswers", "bin", "Debug", "net10.0"));
        await chat.ReadErrorAsync("is live with 1 plugin");
        await AskAsync(chat);
        await chat.ReadErrorAsync("The chat model took");

        Directory.Delete(deployed, recursive: true);
        await chat.ReadErrorAsync("is live with 0 plugin");
        await AskAsync(chat);
        await chat.WriteLineAsync("/exit");

        Assert.Equal(0, await chat.WaitForExitAsync());
    }

    [Fact]
    public void The_template_names_the_versions_that_this_repository_has()
    {
        string template = Path.Combine(RepositoryPaths.Root, "templates", "content", "localrag-plugin");
        XDocument props = XDocument.Load(Path.Combine(RepositoryPaths.Root, "Directory.Build.props"));
        Dictionary<string, string> versions = XDocument.Load(Path.Combine(RepositoryPaths.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

        Assert.Contains(
            $"\"defaultValue\": \"{props.Descendants("Version").Single().Value}\"", File.ReadAllText(Path.Combine(template, ".template.config", "template.json")), StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(template, "*.csproj", SearchOption.AllDirectories).SelectMany(path => XDocument.Load(path).Descendants("PackageReference")),
            package => Assert.Equal(
                versions.GetValueOrDefault(package.Attribute("Include")!.Value, package.Attribute("Version")!.Value), package.Attribute("Version")!.Value));
    }

    private static async Task AskAsync(Conversation chat)
    {
        await chat.WriteLineAsync("Who keeps the spare keys?");
        await chat.ReadOutputAsync("\"answer\":");
    }

    /// <summary>Copies a build under a name that the host does not look at, then gives it its own: it is there all at once.</summary>
    private static string Deploy(LocalRagCommand command, string output)
    {
        string plugins = Path.Combine(command.Folder, ".localrag", "plugins");
        string unfinished = Path.Combine(plugins, ".slow-answers");
        Directory.CreateDirectory(unfinished);
        foreach (string file in Directory.EnumerateFiles(output))
        {
            File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)));
        }

        string deployed = Path.Combine(plugins, "slow-answers");
        Directory.Move(unfinished, deployed);
        return deployed;
    }
}
