using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Tells a user with nothing in the index how to begin.</summary>
internal static class EmptyIndex
{
    public static async Task ThrowIfEmptyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        IndexSummary summary = await services.GetRequiredService<IDocumentIndex>().GetSummaryAsync(cancellationToken);
        if (summary.Documents == 0)
        {
            throw new LocalRagException(
                $"The index {summary.Location} is empty.",
                "Put documents into it first: localrag ingest PATH, for example 'localrag ingest ~/Documents'.");
        }
    }
}
