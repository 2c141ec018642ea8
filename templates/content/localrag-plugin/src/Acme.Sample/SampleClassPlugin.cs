using LocalRag;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

[assembly: RagPlugin("sample-plugin-id", Order = 100)]

namespace Acme.Sample;

/// <summary>Logs how long the chat model took, and warns when it took too long.</summary>
public sealed class SampleClassPlugin : RagPlugin
{
    /// <inheritdoc/>
    public override void Configure(IRagPluginBuilder builder)
    {
        builder.Services.AddOptions<SampleClassOptions>().Bind(builder.Configuration);
        builder.Services.AddSingleton<IValidateOptions<SampleClassOptions>, SampleClassOptionsValidator>();
        builder.Chat.Use((inner, services) => new SampleClassChatClient(
            inner,
            services.GetRequiredService<IOptions<SampleClassOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SampleClassChatClient>>()));
    }
}
