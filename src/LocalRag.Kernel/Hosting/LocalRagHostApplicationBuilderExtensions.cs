using LocalRag;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds a LocalRag host to an application.</summary>
public static class LocalRagHostApplicationBuilderExtensions
{
    /// <inheritdoc cref="LocalRagServiceCollectionExtensions.AddLocalRag"/>
    /// <param name="builder">The application; its services and configuration are used.</param>
    public static ILocalRagBuilder AddLocalRag(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddLocalRag(builder.Configuration);
    }
}
