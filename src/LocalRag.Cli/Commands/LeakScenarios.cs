using System.Globalization;
using LocalRag.Ingestion;
using LocalRag.LlamaCpp;
using LocalRag.Measurement.Leaks;
using LocalRag.Onnx;
using LocalRag.Plugins;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>What <c>leak-test</c> does over and over.</summary>
internal sealed class LeakScenarios(IServiceProvider services, string folder)
{
    public static IReadOnlyList<string> Names { get; } = ["model", "ingest", "ask", "swap"];

    /// <summary>Returns the scenarios that this host can run; a swap needs an active plugin.</summary>
    public IReadOnlyList<LeakScenario> Create(IReadOnlyCollection<string> names)
    {
        List<LeakScenario> scenarios =
        [
            new LeakScenario("model", LoadModelsAsync),
            new LeakScenario("ingest", IngestAndRemoveAsync),
            new LeakScenario("ask", AskAndCancelAsync),
        ];
        if (FindActivePlugin() is { } plugin)
        {
            scenarios.Add(new LeakScenario("swap", token => SwapAsync(plugin, token)));
        }

        return [.. scenarios.Where(scenario => names.Contains(scenario.Name))];
    }

    private string? FindActivePlugin() =>
        services.GetRequiredService<PluginHost>().List().FirstOrDefault(plugin => plugin.State == PluginState.Active)?.Id;

    /// <summary>Loads both models, has each compute a little, and frees them.</summary>
    private async Task LoadModelsAsync(CancellationToken cancellationToken)
    {
        IModelStore models = services.GetRequiredService<IModelStore>();
        IMemoryArbiter memory = services.GetRequiredService<IMemoryArbiter>();
        using (LlamaChatClient chat = new(services.GetRequiredService<IOptionsMonitor<LlamaOptions>>(), models, memory: memory))
        {
            await chat.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 2 }, cancellationToken);
        }

        using OnnxEmbeddingGenerator embeddings = new(models, services.GetRequiredService<IOptions<OnnxOptions>>(), memory: memory);
        await embeddings.GenerateAsync(["Hello"], cancellationToken: cancellationToken);
    }

    private async Task IngestAndRemoveAsync(CancellationToken cancellationToken)
    {
        DocumentIngestor ingestor = services.GetRequiredService<DocumentIngestor>();
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "notes.md");
        string[] paragraphs = [.. Enumerable.Range(1, 20).Select(
            number => string.Create(CultureInfo.InvariantCulture, $"Shelf {number} of the store holds part {number * 7}. It is counted in week {number}."))];
        await File.WriteAllTextAsync(file, string.Join("\n\n", paragraphs), cancellationToken);
        await ingestor.IngestAsync(new IngestionRequest([folder]), progress: null, cancellationToken);
        File.Delete(file);
        await ingestor.IngestAsync(new IngestionRequest([folder], Prune: true), progress: null, cancellationToken);
    }

    /// <summary>Asks for an answer and gives it up at the first word.</summary>
    private async Task AskAndCancelAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await foreach (ChatResponseUpdate update in services.GetRequiredService<IChatClient>()
                .GetStreamingResponseAsync("Count from one to a hundred.", cancellationToken: givenUp.Token))
            {
                await givenUp.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // That was the point.
        }
    }

    private async Task SwapAsync(string plugin, CancellationToken cancellationToken)
    {
        PluginHost plugins = services.GetRequiredService<PluginHost>();
        await plugins.SetEnabledAsync(plugin, enabled: false, cancellationToken);
        await plugins.SetEnabledAsync(plugin, enabled: true, cancellationToken);
        await plugins.SettleAsync(cancellationToken);
    }
}
