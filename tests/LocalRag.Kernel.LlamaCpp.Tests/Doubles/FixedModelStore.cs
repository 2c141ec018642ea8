namespace LocalRag.LlamaCpp.Tests.Doubles;

/// <summary>Answers with one path, whatever is asked for, and counts how often.</summary>
internal sealed class FixedModelStore(string path) : IModelStore
{
    public string Directory { get; init; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "localrag-no-such-models");

    public int Asked { get; private set; }

    public string Path { get; set; } = path;

    public string Locate(string model)
    {
        Asked++;
        return File.Exists(Path) ? Path : throw new ModelUnavailableException(model, $"There is no file {Path}.", "Download it.");
    }
}
