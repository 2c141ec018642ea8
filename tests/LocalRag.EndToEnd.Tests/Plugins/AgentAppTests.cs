using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LocalRag.EndToEnd.Tests.Plugins;

public sealed class AgentAppTests
{
    [Fact]
    public async Task The_sample_application_asks_its_documents_while_a_plugin_comes_and_goes()
    {
        string folder = Directory.CreateTempSubdirectory("localrag-agent-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "keys.md"), "# Keys\n\nMarta Lindqvist keeps the spare keys in the grey cabinet.", TestContext.Current.CancellationToken);
        await using Conversation app = new(Start(folder, "Who keeps the spare keys?"));

        await app.ReadOutputAsync("documents: 1 from");
        await app.ReadOutputAsync("search: [1] Keys");
        await app.ReadOutputAsync("agent: ");
        await app.ReadOutputAsync("plugins: stopwatch live in generation 1");
        await app.ReadOutputAsync("ask: ");
        await app.ReadOutputAsync("ask, with the plugin: ");
        await app.ReadErrorAsync("stopwatch: 1 passages in");
        await app.ReadOutputAsync("plugins: 0 live in generation 2, 1 unloaded, 0 still in memory");
        await app.ReadOutputAsync("ask, without the plugin: ");

        Assert.Equal(0, await app.WaitForExitAsync());
        Directory.Delete(folder, recursive: true);
    }

    private static Process Start(string folder, string question)
    {
        string program = Path.Combine(AppContext.BaseDirectory, RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "AgentApp.exe" : "AgentApp");
        ProcessStartInfo start = new(
            program,
            [
                "--Corpus", folder, "--Question", question, "--LocalRag:DataDirectory", Path.Combine(folder, ".data"),
                "--LocalRag:Plugins:Directory", Path.Combine(folder, ".plugins"), "--LocalRag:Llama:Threads", "1", "--LocalRag:Answers:MaxOutputTokens", "24",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
