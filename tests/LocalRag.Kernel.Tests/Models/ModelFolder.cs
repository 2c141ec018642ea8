using System.Security.Cryptography;
using LocalRag.Models;
using Microsoft.Extensions.Options;

namespace LocalRag.Tests.Models;

/// <summary>A catalog of one small model, a folder for it, and the bytes that it ought to have.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("localrag-models-").FullName;

    public ModelFolder(int bytes = 1_000_000, bool hasUrl = true)
    {
        Content = new byte[bytes];
        new Random(7).NextBytes(Content);
        Model = new CatalogModel(
            "tiny", ModelKind.Chat, "tiny.gguf", hasUrl ? new Uri("https://models.example/tiny.gguf") : null, Convert.ToHexStringLower(SHA256.HashData(Content)), bytes, "MIT", "Us", "A model");
        Catalog = new ModelCatalog([Model]);
        SourceTree = Path.Combine(_root, "tree");
        Store = new ModelStore(Catalog, Options.Create(new ModelsOptions { Directory = Path.Combine(_root, "models") }), [Path.Combine(SourceTree, "src", "bin")]);
    }

    public byte[] Content { get; }

    public CatalogModel Model { get; }

    public ModelCatalog Catalog { get; }

    public ModelStore Store { get; }

    public string SourceTree { get; }

    public string Target => Path.Combine(Store.Directory, "tiny.gguf");

    public string Part => Target + ".part";

    public string WriteTarget(byte[] content) => Write(Target, content);

    public void WritePart(byte[] content) => Write(Part, content);

    public string WriteSample(byte[] content, bool withSolution = true)
    {
        if (withSolution)
        {
            Write(Path.Combine(SourceTree, "LocalRag.Kernel.sln"), []);
        }

        return Write(Path.Combine(SourceTree, "samples", "models", "tiny.gguf"), content);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }
}
