using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Models;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Compares model files with the hashes of the catalog.</summary>
internal sealed class ModelsVerifyCommand : CliCommand
{
    private readonly Argument<string?> _name = new("NAME") { Description = "A model; without it all that are on this machine.", Arity = ArgumentArity.ZeroOrOne };

    public ModelsVerifyCommand()
        : base("verify", "Compare the files of models with their SHA-256; exit code 1 where one differs.")
    {
        Add(_name);
        _name.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("models verify", "all models on this machine"),
        ("models verify all-minilm-l6-v2-int8", "one of them"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        ModelStore store = services.GetRequiredService<ModelStore>();
        ModelCatalog catalog = services.GetRequiredService<ModelCatalog>();
        IReadOnlyList<CatalogModel> models = context.Arguments.GetValue(_name) is { } name
            ? [CatalogLookup.Find(catalog, name)]
            : [.. catalog.Models.Where(model => store.Find(model) is not null)];
        List<CatalogModelResult> results = [];
        foreach (CatalogModel model in models)
        {
            ModelVerification verification = await ProgressDisplay.RunAsync(
                context.Output,
                $"Reading {model.Name}",
                services.GetRequiredService<TimeProvider>(),
                progress => store.VerifyAsync(model, new ModelProgressTranslation(progress), cancellationToken));
            results.Add(CatalogModelResult.From(model, verification.Path, verification.IsIntact));
        }

        Write(context.Output, results);
        return results.TrueForAll(result => result.Verified is true) ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(CommandOutput output, IReadOnlyList<CatalogModelResult> results)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(new ModelsResult(results), OutputJson.Indented.ModelsResult);
            return;
        }

        output.WriteTable(
            ["Model", "SHA-256", "File"],
            [.. results.Select(result => (IReadOnlyList<string>)[result.Name, result.Verified is true ? "ok" : "differs", result.Path ?? string.Empty])]);
        foreach (CatalogModelResult result in results.Where(result => result.Verified is not true))
        {
            output.Warn($"{result.Path} is not the file that was published. Delete it and get it again: localrag models pull {result.Name}");
        }
    }
}
