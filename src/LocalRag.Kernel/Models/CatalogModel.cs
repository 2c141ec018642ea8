using System.Text.Json.Serialization;

namespace LocalRag.Models;

/// <summary>A file of weights that the host knows: where it comes from, and the hash by which it is recognised.</summary>
/// <param name="Name">The name by which settings refer to it.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="FileName">The name of its file.</param>
/// <param name="Url">Where its publisher offers it; null where this very file is in the source tree only.</param>
/// <param name="Sha256">The SHA-256 of the file in lower-case hexadecimal.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Licence">Its licence, as an SPDX identifier.</param>
/// <param name="Publisher">Who made it.</param>
/// <param name="Description">What it is, in a line.</param>
public sealed record CatalogModel(
    string Name,
    ModelKind Kind,
    [property: JsonPropertyName("file")] string FileName,
    Uri? Url,
    string Sha256,
    long Bytes,
    string Licence,
    string Publisher,
    string Description);
