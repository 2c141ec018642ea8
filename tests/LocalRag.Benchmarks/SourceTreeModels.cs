using LocalRag.Testing;

namespace LocalRag.Benchmarks;

/// <summary>Finds the models of the source tree, so that a measurement never depends on what else the user has.</summary>
internal sealed class SourceTreeModels : IModelStore
{
    public string Directory { get; } = Path.Combine(Path.GetTempPath(), "localrag-benchmarks", "models");

    public string Locate(string model) => File.Exists(model)
        ? model
        : System.IO.Directory.EnumerateFiles(Path.GetDirectoryName(RepositoryPaths.Vocabulary)!, $"{model}.*").FirstOrDefault()
            ?? throw new ModelUnavailableException(model, $"There is no model {model} in samples/models.");
}
