using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag;

/// <summary>Composes a host: <c>AddLocalRag</c> returns it, engines and stores add themselves to it.</summary>
public interface ILocalRagBuilder
{
    /// <summary>Gets the services of the application that embeds the host.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets the section <c>LocalRag</c> of the application's configuration, in which every setting lives.</summary>
    IConfigurationSection Configuration { get; }
}
