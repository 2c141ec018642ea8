using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.LlamaCpp;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Stores a chat model's weights in the type that this processor computes fastest, and tells whether that is worth it.</summary>
internal sealed class ModelsOptimizeCommand : CliCommand
{
    private readonly Argument<string?> _model = new("MODEL") { Description = "A name or the path of a GGUF file; without it the setting Llama:Model.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string?> _text = new("--text")
    {
        Description = "A text file, or a folder of .md and .txt files, on which the weights are compared; without it the sample documents of a source tree.",
        HelpName = "PATH",
    };

    public ModelsOptimizeCommand()
        : base("optimize", "Store a chat model's weights in the type that this processor computes fastest, if nothing is lost by it.")
    {
        Add(_model);
        Add(_text);
        _model.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("models optimize", "the model that the settings name; Llama:OptimizedWeights=true then uses the result"),
        ("models optimize model.gguf --text docs", "compared on documents of your own"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string text = ComparisonText.Read(context.Arguments.GetValue(_text));
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        ModelOptimizer optimizer = services.GetRequiredService<ModelOptimizer>();
        ModelOptimization result = await ProgressDisplay.RunAsync(
            context.Output,
            "Optimizing",
            services.GetRequiredService<TimeProvider>(),
            progress => optimizer.OptimizeAsync(context.Arguments.GetValue(_model), text, new Translation(progress), cancellationToken));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(result, OutputJson.Indented.ModelOptimization);
            return ExitCode.Done;
        }

        context.Output.WriteTable(
            ["Weights", "Perplexity", "Prompts", "Output", "Whole answers"],
            [
                [result.WeightType, $"{result.Perplexity:0.00}", "1.00x", "1.00x", "1.00x"],
                [result.OptimizedType, $"{result.OptimizedPerplexity:0.00}", Speed(result.PromptSpeed), Speed(result.OutputSpeed), Speed(result.AnswerSpeed)],
            ]);
        CommandOutput.WriteLine(result.Wins ? $"{result.Reason} Use it with Llama:OptimizedWeights=true: {result.OptimizedPath}" : $"The model stays as it is. {result.Reason}");
        return ExitCode.Done;
    }

    private static string Speed(double? times) => times is { } value ? $"{value:0.00}x" : "not measured";

    private sealed class Translation(IProgress<ProgressStep> progress) : IProgress<(double Share, string Stage)>
    {
        public void Report((double Share, string Stage) value) => progress.Report(new ProgressStep(value.Share, 1, value.Stage));
    }
}
