using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Shows the four pipelines as they really are.</summary>
internal sealed class PipelineCommand() : CliCommand("pipeline", "Show the layers of the four pipelines, outermost first, with who owns them.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } = [("pipeline", "answers, chat, embeddings and retrieval")];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        PipelineLayerResult[] layers = [.. services.GetRequiredService<PluginHost>().Describe()
            .SelectMany(pipeline => pipeline.Layers.SelectMany(stretch => stretch.Classes
                .Select(name => new PipelineLayerResult(pipeline.Pipeline.ToString(), stretch.Owner, stretch.Order, name))))];
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new PipelineResult(layers), OutputJson.Indented.PipelineResult);
        }
        else
        {
            context.Output.WriteTable(
                ["Pipeline", "Owner", "Order", "Class"],
                [.. layers.Select(layer => (IReadOnlyList<string>)
                    [layer.Pipeline, layer.Owner, layer.Order?.ToString(CultureInfo.InvariantCulture) ?? string.Empty, layer.Class])]);
        }

        return ExitCode.Done;
    }
}
