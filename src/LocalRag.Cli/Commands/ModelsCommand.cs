using LocalRag.Cli.Hosting;

namespace LocalRag.Cli.Commands;

/// <summary>Lists, checks, downloads and optimizes models.</summary>
internal sealed class ModelsCommand : CliCommand
{
    public ModelsCommand()
        : base("models", "List, check, download and optimize models.")
    {
        Add(new ModelsListCommand());
        Add(new ModelsVerifyCommand());
        Add(new ModelsPullCommand());
        Add(new ModelsOptimizeCommand());
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("models", "the same as models list"),
        ("models verify", "compare the files on this machine with their hashes"),
        ("models pull all-minilm-l6-v2", "download a model; an interrupted download goes on"),
        ("models optimize", "store the chat model's weights in the type that this processor computes fastest"),
    ];

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        ModelsListCommand.ListAsync(context, cancellationToken);
}
