using System.CommandLine;
using LocalRag.Cli.Commands;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using LocalRag.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Cli.Hosting;

/// <summary>What a command has at hand while it runs: its arguments, its output and, once it asks for them, the host's services.</summary>
internal sealed class CommandContext(ParseResult arguments, CommandOutput output, Interruption interruption) : IAsyncDisposable
{
    private IHost? _host;

    public ParseResult Arguments { get; } = arguments;

    public CommandOutput Output { get; } = output;

    public Interruption Interruption { get; } = interruption;

    /// <summary>Gets or sets a folder inside the data folder that is used in its place, unless <c>--data</c> names one; set before the host is built.</summary>
    public string? DataSubfolder { get; set; }

    /// <summary>Builds the host, checks the settings and starts it.</summary>
    public async Task<IServiceProvider> StartHostAsync(CancellationToken cancellationToken)
    {
        IServiceProvider services = BuildHost();
        services.GetRequiredService<SettingsCatalog>().Validate();
        await _host!.StartAsync(cancellationToken);
        ThrowIfNotFound(services.GetRequiredService<PluginHost>());
        return services;
    }

    /// <summary>Builds the host without starting it, for commands that tell what is wrong with it.</summary>
    public IServiceProvider BuildHost()
    {
        _host ??= CommandHost.Build(Arguments, DataSubfolder);
        return _host.Services;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    private void ThrowIfNotFound(PluginHost plugins)
    {
        if (GlobalOptions.SplitIds(Arguments.GetValue(GlobalOptions.Plugins)).FirstOrDefault(id => plugins.List().All(plugin => plugin.Id != id)) is { } missing)
        {
            throw PluginLookup.Unknown(missing);
        }
    }
}
