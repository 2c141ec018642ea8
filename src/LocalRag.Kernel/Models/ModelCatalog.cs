using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalRag.Models;

/// <summary>The models that the host knows by name; <c>models.json</c> is the one list of them.</summary>
public sealed partial class ModelCatalog
{
    private static readonly Lazy<ModelCatalog> s_default = new(Load);

    internal ModelCatalog(IReadOnlyList<CatalogModel> models) => Models = models;

    /// <summary>Gets the catalog that comes with the host.</summary>
    public static ModelCatalog Default => s_default.Value;

    /// <summary>Gets the models in the order of the list.</summary>
    public IReadOnlyList<CatalogModel> Models { get; }

    /// <summary>Returns the model of this name, in whatever case, or null.</summary>
    public CatalogModel? Find(string name) => Models.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ModelCatalog Load()
    {
        using Stream stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("models.json")!;
        return new ModelCatalog(JsonSerializer.Deserialize(stream, CatalogJson.Default.CatalogFile)!.Models);
    }

    internal sealed record CatalogFile(IReadOnlyList<CatalogModel> Models);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UseStringEnumConverter = true)]
    [JsonSerializable(typeof(CatalogFile))]
    private sealed partial class CatalogJson : JsonSerializerContext;
}
