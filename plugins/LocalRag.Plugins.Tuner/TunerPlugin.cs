using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: LocalRag.RagPlugin("tuner", Order = -1000)]

namespace LocalRag.Plugins.Tuner;

/// <summary>Watches how the host does, and tries settings on a small share of its calls: what is better stays while the plugin is there, what does harm is taken back at once.</summary>
/// <remarks>The host measures, compares and sets. What the user has set is never touched, and everything goes back when the plugin goes.</remarks>
public sealed class TunerPlugin : RagPlugin
{
    /// <inheritdoc/>
    public override void Configure(IRagPluginBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TunerOptions options = TunerOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(services => new OnlineTuner(
            services.GetRequiredService<ITuning>(), options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<OnlineTuner>>()));
        builder.Answers.Use(static (inner, services) => new TunedAnswers(inner, services.GetRequiredService<OnlineTuner>()));
    }
}
