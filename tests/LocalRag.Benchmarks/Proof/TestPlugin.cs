using LocalRag.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LocalRag.Benchmarks.Proof;

/// <summary>Compiles a test plugin and puts it into a plugin folder.</summary>
internal static class TestPlugin
{
    public static void Deploy(string folder, string source)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            source,
            [CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "tests", "TestPlugins", source + ".cs")))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        string directory = Path.Combine(folder, source.ToLowerInvariant());
        Directory.CreateDirectory(directory);
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(Path.Combine(directory, source + ".dll"));
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        }
    }
}
