using LocalRag.Cli.Output;
using LocalRag.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Finds the files of the models that the settings name.</summary>
internal static class ConfiguredModels
{
    private static readonly string[] s_settings = ["Llama:Model", "Onnx:Model", "Onnx:Vocabulary"];

    public static IReadOnlyList<ModelResult> Find(IServiceProvider services)
    {
        IModelStore store = services.GetRequiredService<IModelStore>();
        Dictionary<string, string?> values = services.GetRequiredService<SettingsCatalog>().List().ToDictionary(setting => setting.Key, setting => setting.Value);
        return [.. s_settings
            .Where(key => !string.IsNullOrEmpty(values.GetValueOrDefault(key)))
            .Select(key => Locate(store, key, values[key]!))];
    }

    private static ModelResult Locate(IModelStore store, string use, string model)
    {
        try
        {
            string path = store.Locate(model);
            return new ModelResult(use, model, path, new FileInfo(path).Length, null);
        }
        catch (ModelUnavailableException exception)
        {
            return new ModelResult(use, model, null, null, exception.Message);
        }
    }
}
