namespace LocalRag.Cli.Output;

/// <summary>A model of the catalog, as <c>models --json</c> writes it.</summary>
/// <param name="Name">The name by which settings refer to it.</param>
/// <param name="Kind">One of <c>chat</c>, <c>embedding</c> and <c>vocabulary</c>.</param>
/// <param name="Description">What it is.</param>
/// <param name="Publisher">Who made it.</param>
/// <param name="Licence">Its licence, as an SPDX identifier.</param>
/// <param name="Bytes">The size of its file.</param>
/// <param name="Sha256">The SHA-256 that its file must have.</param>
/// <param name="Url">Where it can be downloaded; null where it cannot.</param>
/// <param name="Path">Its file on this machine; null where it is not there.</param>
/// <param name="Verified">Whether the file has that hash; null where it was not checked.</param>
internal sealed record CatalogModelResult(
    string Name,
    string Kind,
    string Description,
    string Publisher,
    string Licence,
    long Bytes,
    string Sha256,
    Uri? Url,
    string? Path,
    bool? Verified)
{
    public static CatalogModelResult From(Models.CatalogModel model, string? path, bool? verified = null) => new(
        model.Name,
        model.Kind switch
        {
            Models.ModelKind.Chat => "chat",
            Models.ModelKind.Embedding => "embedding",
            _ => "vocabulary",
        },
        model.Description,
        model.Publisher,
        model.Licence,
        model.Bytes,
        model.Sha256,
        model.Url,
        path,
        verified);
}
