namespace LocalRag.Onnx.Tests;

/// <summary>Takes every model name for a path.</summary>
internal sealed class FixedModelStore : IModelStore
{
    public string Directory => Path.GetTempPath();

    public List<string> Located { get; } = [];

    public string Locate(string model)
    {
        lock (Located)
        {
            Located.Add(model);
        }

        return File.Exists(model) ? model : throw new ModelUnavailableException(model, $"There is no file {model}.");
    }
}
