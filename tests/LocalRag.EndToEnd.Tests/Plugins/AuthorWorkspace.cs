using System.Diagnostics;
using LocalRag.Testing;

namespace LocalRag.EndToEnd.Tests.Plugins;

/// <summary>The machine of a plugin author: a folder outside of the repository, a feed with the packed packages, and the .NET command line.</summary>
internal sealed class AuthorWorkspace : IDisposable
{
    private static readonly string[] s_packages = ["src/LocalRag.Kernel.Abstractions", "src/LocalRag.Kernel", "src/LocalRag.Kernel.Testing"];

    // The folder of the tests' output is named by their configuration.
    private static readonly string s_configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public AuthorWorkspace()
    {
        // What this repository needs has been restored already, and is not fetched again; the packages under test stay in the folder.
        string restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(Feed);
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="restored" value="{restored}" /></fallbackPackageFolders>
              <packageSources><add key="feed" value="feed" /></packageSources>
            </configuration>
            """);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("localrag-author-").FullName;

    private string Feed => Path.Combine(Folder, "feed");

    /// <summary>Packs what a plugin author needs, as it was built with these tests.</summary>
    public async Task PackAsync()
    {
        foreach (string project in s_packages)
        {
            await RunAsync(RepositoryPaths.Root, "pack", project, "--no-build", "-c", s_configuration, "-o", Feed);
        }

        await RunAsync(RepositoryPaths.Root, "pack", "templates", "-c", s_configuration, "-o", Feed);
    }

    /// <summary>Makes a plugin from the template, in a folder of its name, and returns that folder.</summary>
    public async Task<string> CreateAsync(string name)
    {
        string hive = Path.Combine(Folder, "hive");
        string template = Assert.Single(Directory.GetFiles(Feed, "LocalRag.Kernel.Templates.*.nupkg"));
        await RunAsync(Folder, "new", "install", template, "--debug:custom-hive", hive);
        await RunAsync(Folder, "new", "localrag-plugin", "-n", name, "--debug:custom-hive", hive);
        return Path.Combine(Folder, name);
    }

    /// <summary>Runs dotnet and returns what it wrote.</summary>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // A build server that outlives the command would keep its pipes, and these tests, waiting.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}\n{await error}");
        return output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
