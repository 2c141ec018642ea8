using LocalRag.Ingestion;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRag.EndToEnd.Tests.SemanticKernel;

/// <summary>An application that embeds the host, with the real models and three documents.</summary>
public sealed class RealHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("localrag-kernel-");
    private IHost? _host;

    internal IServiceProvider Services => _host!.Services;

    public async ValueTask InitializeAsync()
    {
        await WriteAsync("rent.md", "# Lease\n\nThe monthly rent for the workshop is 840 euros. It is due on the third working day of the month.");
        await WriteAsync("oil.md", "# Compressor\n\nThe compressor needs mineral oil of grade ISO VG 100. It takes 3.2 litres.");
        await WriteAsync("keys.md", "# Keys\n\nMarta Lindqvist keeps the spare keys in the grey cabinet next to the loading ramp.");
        HostApplicationBuilder application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        application.Configuration.AddInMemoryCollection([new("LocalRag:DataDirectory", Path.Combine(_folder.FullName, "data"))]);
        application.AddLocalRag().AddLlamaCpp().AddOnnxEmbeddings().AddSqliteIndex();
        _host = application.Build();
        await _host.StartAsync();
        IngestionReport report = await Services.GetRequiredService<DocumentIngestor>()
            .IngestAsync(new IngestionRequest([Path.Combine(_folder.FullName, "documents")]));
        Assert.Equal(3, report.Added);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task WriteAsync(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, "documents", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }
}
