using LocalRag.Testing;

namespace LocalRag.Benchmarks;

/// <summary>Finds the models of the source tree, so that a measurement never depends on what else the user has.</summary>
internal sealed class SourceTreeModels : IModelStore
{
    public string Locate(string model) => File.Exists(model)
        ? model
        : Directory.EnumerateFiles(Path.GetDirectoryName(RepositoryPaths.Vocabulary)!, $"{model}.*").FirstOrDefault()
            ?? throw new ModelUnavailableException(model, $"There is no model {model} in samples/models.");
}
