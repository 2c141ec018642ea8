namespace LocalRag;

/// <summary>Tells what vectors depend on beside the text, so that they can be kept beyond the process. An embedding generator gives it out as a service.</summary>
/// <remarks>A plugin's layers hide that of the generator inside, because they may change what is embedded; unless the outermost of them implements it, and so answers for all.</remarks>
public interface IEmbeddingFingerprint
{
    /// <summary>Returns a text that differs wherever the same text might get another vector. It stands for the contents of the model's files and the settings that matter, and not for where they lie.</summary>
    /// <param name="cancellationToken">Ends the reading of the files.</param>
    /// <returns>Null where it can't be told: the model is missing, or its files have changed since it was loaded.</returns>
    ValueTask<string?> GetAsync(CancellationToken cancellationToken = default);
}
