using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LocalRag.Plugins.Tests;

/// <summary>Compiles the sources of test plugins to real assemblies and puts them into plugin folders.</summary>
internal static class PluginForge
{
    private static readonly MetadataReference[] s_references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => !Path.GetFileName(path).Contains(".Tests", StringComparison.Ordinal))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))];

    /// <summary>Compiles a plugin and returns its bytes.</summary>
    /// <param name="source">The name of its source file in TestPlugins, without extension.</param>
    /// <param name="version">Replaces the word VERSION in the source.</param>
    /// <param name="contract">The contract to compile against in place of the host's; null for the host's.</param>
    public static byte[] Compile(string source, string version = "v1", MetadataReference? contract = null)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestPlugins", source + ".cs")).Replace("VERSION", version, StringComparison.Ordinal);
        return Emit(source, text, contract is null ? s_references : [.. s_references.Where(reference => !IsContract(reference)), contract]);
    }

    /// <summary>Compiles an assembly from a text and returns its bytes.</summary>
    public static byte[] Emit(string name, string text, IEnumerable<MetadataReference>? references = null)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken)],
            references ?? s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return image.ToArray();
    }

    /// <summary>Puts a plugin into its folder below the plugin folder, in one step as a careful deployment does.</summary>
    public static void Deploy(string pluginFolder, string source, string version = "v1")
    {
        string directory = Path.Combine(pluginFolder, source.ToLowerInvariant());
        Directory.CreateDirectory(directory);
        string staged = Path.Combine(pluginFolder, $".{source}.{Guid.NewGuid():N}");
        File.WriteAllBytes(staged, Compile(source, version));
        File.Move(staged, Path.Combine(directory, source + ".dll"), overwrite: true);
    }

    private static bool IsContract(MetadataReference reference) =>
        Path.GetFileNameWithoutExtension(reference.Display) == typeof(RagPlugin).Assembly.GetName().Name;
}
