using System.Globalization;
using LocalRag.Cli.Output;
using LocalRag.Measurement;
using LocalRag.Memory.Reporting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>The part of <c>doctor</c> that tells who holds how much memory.</summary>
internal static class MemoryDoctor
{
    /// <summary>Loads both models, the index and all that a question needs, as the first question does.</summary>
    public static async Task LoadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        const string Question = "How much memory does this take?";
        await services.GetRequiredService<IRetriever>().RetrieveAsync(new RetrievalQuery(Question), cancellationToken);
        await services.GetRequiredService<IChatClient>().GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 16 }, cancellationToken);
        await services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers).GetResponseAsync(Question, cancellationToken: cancellationToken);
    }

    public static void Write(CommandOutput output, MemoryReport report)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(MemoryResult.From(report), OutputJson.Indented.MemoryResult);
            return;
        }

        List<IReadOnlyList<string>> rows = [.. report.Owners.OrderByDescending(owner => owner.Resident).Select(Row)];
        rows.Add([MemoryOwner.Unaccounted, string.Empty, FileSize.Format(report.Unaccounted), Share(report.UnaccountedShare), string.Empty, string.Empty, string.Empty]);
        rows.Add([$"process ({report.Measure})", string.Empty, FileSize.Format(report.ProcessBytes), string.Empty, string.Empty, string.Empty, string.Empty]);
        output.WriteTable(["Owner", "Held", "In memory", "Share", "Light frees", "Moderate", "Severe"], rows);
        CommandOutput.WriteLine($"Budget {FileSize.Format(report.Status.Budget)}, available {FileSize.Format(report.Status.Available)}, pressure {report.Status.Pressure}.");
        string[] names = ["generation 0", "1", "2", "large objects", "pinned"];
        CommandOutput.WriteLine($"Managed heap at its last collection: {string.Join(", ", report.ManagedHeap.Take(names.Length).Select((bytes, index) => $"{names[index]} {FileSize.Format(bytes)}"))}.");

        string[] Row(MemoryOwnerLine owner) =>
        [
            owner.Name,
            owner.Usage.Total == 0 ? string.Empty : FileSize.Format(owner.Usage.Total),
            FileSize.Format(owner.Resident),
            report.ProcessBytes == 0 ? string.Empty : Share((double)owner.Resident / report.ProcessBytes),
            .. owner.Trimmable.OrderBy(pair => pair.Key).Select(pair => pair.Value == 0 ? string.Empty : FileSize.Format(pair.Value)),
        ];
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}%");
}
