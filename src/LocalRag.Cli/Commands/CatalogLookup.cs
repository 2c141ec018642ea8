using LocalRag.Models;

namespace LocalRag.Cli.Commands;

/// <summary>Finds a model by the name that a user has typed.</summary>
internal static class CatalogLookup
{
    public static CatalogModel Find(ModelCatalog catalog, string name) => catalog.Find(name)
        ?? throw new LocalRagException(
            $"There is no model {name} in the catalog.", $"It has {string.Join(", ", catalog.Models.Select(model => model.Name))}.");
}
