using LocalRag;
using LocalRag.Answers;
using LocalRag.Evaluation;
using LocalRag.Gpu;
using LocalRag.Hosting;
using LocalRag.Hosting.SemanticKernel;
using LocalRag.Ingestion;
using LocalRag.Measurement.Stress;
using LocalRag.Memory;
using LocalRag.Models;
using LocalRag.Plugins;
using LocalRag.Retrieval;
using LocalRag.Settings;
using LocalRag.Tuning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a LocalRag host to an application's services.</summary>
public static class LocalRagServiceCollectionExtensions
{
    /// <summary>The name of the section of the application's configuration that holds every setting of the host.</summary>
    public const string SectionName = "LocalRag";

    /// <summary>Adds the host: the pipelines Chat, Embeddings, Retrieval and Answers, ingestion, and a Semantic Kernel over them.</summary>
    /// <remarks>
    /// Engines and an index are added to the returned builder: <c>AddLlamaCpp()</c>, <c>AddOnnxEmbeddings()</c>, <c>AddSqliteIndex()</c>.
    /// Nothing is loaded before it is first used. A second call adds nothing and returns the builder of the first.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's configuration; the host reads its section <c>LocalRag</c>.</param>
    /// <returns>The builder, to which engines and stores add themselves.</returns>
    public static ILocalRagBuilder AddLocalRag(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.FirstOrDefault(service => service.ServiceType == typeof(ILocalRagBuilder))?.ImplementationInstance is ILocalRagBuilder existing)
        {
            return existing;
        }

        // Below everything that the application configures: what plugins propose gives way to what was tuned, and that to what a user has set.
        PluginSettings pluginSettings = new(SectionName);
        TunedSettings tunedSettings = new(SectionName);
        IConfigurationRoot layered = new ConfigurationBuilder().Add(pluginSettings).Add(tunedSettings).Add(new UserConfiguration(configuration)).Build();
        LocalRagBuilder builder = new(services, layered.GetSection(SectionName));
        services.AddSingleton<ILocalRagBuilder>(builder);
        services.AddLogging();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        return builder
            .AddSettings<LocalRagOptions, LocalRagOptionsValidator>(string.Empty)
            .AddSettingsCatalog(layered)
            .AddModels()
            .AddMemory()
            .AddGpu()
            .AddTuning(tunedSettings)
            .AddPlugins(pluginSettings)
            .AddIngestion()
            .AddRetrieval()
            .AddAnswers()
            .AddEvaluation()
            .AddStress()
            .AddSemanticKernel();
    }
}
