namespace LocalRag;

/// <summary>Finds model files: a configured path, the models of a source tree, then those that the user has downloaded.</summary>
public interface IModelStore
{
    /// <summary>Gets the full path of the folder for models that were downloaded or made on this machine, and for what was measured about them.</summary>
    string Directory { get; }

    /// <summary>Returns the full path of a model's file. Nothing is downloaded.</summary>
    /// <param name="model">A path, or the name of a model in the catalog, such as <c>smollm2-135m-instruct-q4_1</c>.</param>
    /// <exception cref="ModelUnavailableException">There is no such file; the message says where it was looked for and how to get it.</exception>
    string Locate(string model);
}
