using Microsoft.CodeAnalysis;

namespace LocalRag.Plugins.Tests;

/// <summary>Plugin folders that this host can't or won't load are refused with the reason, and the host goes on as it is.</summary>
public sealed class RefusedPluginTests
{
    private const string Contract = """
        [assembly: System.Reflection.AssemblyVersion("VERSION")]
        namespace LocalRag;
        public abstract class RagPlugin;
        public sealed class RagPluginAttribute(string id) : System.Attribute { public string Id => id; }
        """;

    private const string OnContract = """
        [assembly: LocalRag.RagPlugin("foreign")]
        public sealed class ForeignPlugin : LocalRag.RagPlugin;
        """;

    private const string OnDependency = """
        [assembly: LocalRag.RagPlugin("dependent")]
        public sealed class DependentPlugin : LocalRag.RagPlugin
        {
            public override void Configure(LocalRag.IRagPluginBuilder builder) => System.GC.KeepAlive(new Missing.Thing());
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Version HostContract => typeof(RagPlugin).Assembly.GetName().Version!;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task A_plugin_built_against_a_newer_contract_is_refused_with_both_versions(int majors, int minors)
    {
        Version newer = new(HostContract.Major + majors, HostContract.Minor + minors, 0, 0);
        byte[] contract = PluginForge.Emit(
            typeof(RagPlugin).Assembly.GetName().Name!, Contract.Replace("VERSION", newer.ToString(), StringComparison.Ordinal), PluginForge.FrameworkReferences);
        byte[] plugin = PluginForge.Emit("Foreign", OnContract, [.. PluginForge.FrameworkReferences, MetadataReference.CreateFromImage(contract)]);

        string refusal = await DeployAsync(folder => PluginForge.Deploy(folder, "Foreign", plugin));

        Assert.Contains($"version {newer} of the contract", refusal, StringComparison.Ordinal);
        Assert.Contains($"this host has version {HostContract}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_without_one_of_its_dependencies_is_refused_by_the_name_of_that()
    {
        byte[] missing = PluginForge.Emit("Missing", "namespace Missing; public class Thing;");
        byte[] plugin = PluginForge.Emit("Dependent", OnDependency, PluginForge.With(missing));

        string refusal = await DeployAsync(folder => PluginForge.Deploy(folder, "Dependent", plugin));

        Assert.Contains("'Missing", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_brings_its_dependency_is_taken()
    {
        byte[] missing = PluginForge.Emit("Missing", "namespace Missing; public class Thing;");
        byte[] plugin = PluginForge.Emit("Dependent", OnDependency, PluginForge.With(missing));
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Dependent", plugin);
        await File.WriteAllBytesAsync(Path.Combine(fixture.Folder, "dependent", "Missing.dll"), missing, Token);

        Assert.Equal(["dependent"], (await fixture.Plugins.ReloadAsync(Token)).Active);
    }

    [Theory]
    [InlineData("libfast.so", new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0 })]
    [InlineData("libfast.dylib", new byte[] { 0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1 })]
    [InlineData("renamed.txt", new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0 })]
    public async Task A_plugin_that_brings_a_native_library_is_refused(string name, byte[] head)
    {
        string refusal = await DeployAsync(folder =>
        {
            PluginForge.Deploy(folder, "Good");
            File.WriteAllBytes(Path.Combine(folder, "good", name), head);
        });

        Assert.Contains($"the native library {name}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_folder_with_too_many_bytes_is_refused_before_they_are_read()
    {
        string refusal = await DeployAsync(folder =>
        {
            PluginForge.Deploy(folder, "Good");

            // A hole in the file: 300 MB that take no room on the disk.
            using FileStream file = File.Create(Path.Combine(folder, "good", "huge.bin"));
            file.SetLength(300L << 20);
        });

        Assert.Contains("more than 512 files or 256 MB", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_folder_with_too_many_files_is_refused()
    {
        string refusal = await DeployAsync(folder =>
        {
            PluginForge.Deploy(folder, "Good");
            foreach (int number in Enumerable.Range(0, 512))
            {
                File.WriteAllText(Path.Combine(folder, "good", $"{number}.txt"), string.Empty);
            }
        });

        Assert.Contains("more than 512 files or 256 MB", refusal, StringComparison.Ordinal);
    }

    private static async Task<string> DeployAsync(Action<string> deploy)
    {
        await using PluginFixture fixture = new();
        deploy(fixture.Folder);

        PluginChange change = await fixture.Plugins.ReloadAsync(Token);

        Assert.False(change.Published);
        Assert.Equal("one two three", await fixture.AskAsync());
        return Assert.Single(change.Refused);
    }
}
