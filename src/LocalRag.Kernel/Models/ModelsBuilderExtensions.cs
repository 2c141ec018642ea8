using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalRag.Models;

internal static class ModelsBuilderExtensions
{
    /// <summary>Adds the catalog, the store and the downloader of models. An application may register an <see cref="IModelStore"/> of its own before.</summary>
    public static ILocalRagBuilder AddModels(this ILocalRagBuilder builder)
    {
        builder.AddSettings<ModelsOptions, ModelsOptionsValidator>("Models");
        builder.Services.AddSingleton(ModelCatalog.Default);
        builder.Services.AddSingleton<ModelStore>();
        builder.Services.TryAddSingleton<IModelStore>(services => services.GetRequiredService<ModelStore>());
        builder.Services.AddSingleton<ModelDownloader>();
        builder.Services.AddHttpClient(ModelDownloader.ClientName).RemoveAllLoggers();
        return builder;
    }
}
