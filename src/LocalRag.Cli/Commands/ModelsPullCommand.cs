using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Models;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Downloads a model from its publisher.</summary>
internal sealed class ModelsPullCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The model; 'localrag models list' lists them." };

    public ModelsPullCommand()
        : base("pull", "Download a model from its publisher, and check its SHA-256; an interrupted download goes on.")
    {
        Add(_name);
        _name.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("models pull all-minilm-l6-v2", "into the folder that the setting Models:Directory names"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        CatalogModel model = CatalogLookup.Find(services.GetRequiredService<ModelCatalog>(), context.Arguments.GetRequiredValue(_name));
        ModelDownloader downloader = services.GetRequiredService<ModelDownloader>();
        string path = await ProgressDisplay.RunAsync(
            context.Output,
            $"Downloading {model.Name} ({FileSize.Format(model.Bytes)})",
            services.GetRequiredService<TimeProvider>(),
            progress => downloader.PullAsync(model, new ModelProgressTranslation(progress), cancellationToken));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new ModelsResult([CatalogModelResult.From(model, path, verified: true)]), OutputJson.Indented.ModelsResult);
        }
        else
        {
            CommandOutput.WriteLine(path);
        }

        return ExitCode.Done;
    }
}
