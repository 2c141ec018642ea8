using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Models;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Lists the models that the host knows by name.</summary>
internal sealed class ModelsListCommand() : CliCommand("list", "List the models that have a name, and whether they are on this machine.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } = [("models list", "name, use, size, licence, file")];

    public static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        ModelStore store = services.GetRequiredService<ModelStore>();
        CatalogModelResult[] models = [.. services.GetRequiredService<ModelCatalog>().Models
            .Select(model => CatalogModelResult.From(model, store.Find(model)))];
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new ModelsResult(models), OutputJson.Indented.ModelsResult);
        }
        else
        {
            context.Output.WriteTable(
                ["Model", "Use", "Size", "Licence", "File"],
                [.. models.Select(model => (IReadOnlyList<string>)
                    [model.Name, model.Kind, FileSize.Format(model.Bytes), model.Licence, model.Path ?? (model.Url is null ? "not here" : "not here; models pull gets it")])]);
        }

        return ExitCode.Done;
    }

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) => ListAsync(context, cancellationToken);
}
