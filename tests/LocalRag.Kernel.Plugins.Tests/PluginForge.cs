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

    /// <summary>Gets the assemblies of the framework, without the host's contract.</summary>
    public static IReadOnlyList<MetadataReference> FrameworkReferences { get; } = [.. s_references.Where(reference =>
        !Path.GetFileName(reference.Display!).StartsWith("LocalRag", StringComparison.Ordinal))];

    /// <summary>Compiles a plugin and returns its bytes.</summary>
    /// <param name="source">The name of its source file in TestPlugins, without extension.</param>
    /// <param name="version">Replaces the word VERSION in the source.</param>
    public static byte[] Compile(string source, string version = "v1")
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestPlugins", source + ".cs")).Replace("VERSION", version, StringComparison.Ordinal);
        return Emit(source, text);
    }

    /// <summary>Returns what plugins are compiled against, with one more assembly.</summary>
    public static IReadOnlyList<MetadataReference> With(byte[] image) => [.. s_references, MetadataReference.CreateFromImage(image)];

    /// <summary>Compiles an assembly from a text and returns its bytes.</summary>
    public static byte[] Emit(string name, string text, IEnumerable<MetadataReference>? references = null)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(text)],
            references ?? s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        return result.Success ? image.ToArray() : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    /// <summary>Puts a plugin into its folder below the plugin folder, in one step as a careful deployment does.</summary>
    public static void Deploy(string pluginFolder, string source, string version = "v1") => Deploy(pluginFolder, source, Compile(source, version));

    /// <summary>Puts an assembly that was compiled before into its folder below the plugin folder.</summary>
    public static void Deploy(string pluginFolder, string source, byte[] image)
    {
        string directory = Path.Combine(pluginFolder, source.ToLowerInvariant());
        Directory.CreateDirectory(directory);
        string staged = Path.Combine(pluginFolder, $".{source}.{Guid.NewGuid():N}");
        File.WriteAllBytes(staged, image);
        File.Move(staged, Path.Combine(directory, source + ".dll"), overwrite: true);
    }
}
