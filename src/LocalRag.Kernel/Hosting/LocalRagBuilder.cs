using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Hosting;

internal sealed class LocalRagBuilder(IServiceCollection services, IConfigurationSection configuration) : ILocalRagBuilder
{
    public IServiceCollection Services => services;

    public IConfigurationSection Configuration => configuration;
}
