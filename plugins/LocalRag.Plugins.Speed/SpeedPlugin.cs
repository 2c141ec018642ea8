[assembly: LocalRag.RagPlugin("speed", Order = 500)]

namespace LocalRag.Plugins.Speed;

/// <summary>Switches on what makes a host faster: reuse of what was computed, guesses that are checked, short texts in one batch, and no more context than the evidence needs.</summary>
/// <remarks>Of these only the context changes answers. The host does the work. What the user has set stands above every proposal, and all of them go with the plugin.</remarks>
public sealed class SpeedPlugin : RagPlugin
{
    /// <inheritdoc/>
    public override void Configure(IRagPluginBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SpeedOptions options = SpeedOptions.Read(builder.Configuration);
        foreach ((string key, string value) in SpeedProposals.Make(options, Environment.ProcessorCount))
        {
            builder.Settings[key] = value;
        }

        if (options.Gather)
        {
            builder.Embeddings.Use(static inner => new GatheringEmbeddingGenerator(inner, Environment.ProcessorCount));
        }
    }
}
