using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Sqlite.Embeddings;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Empties the file of vectors.</summary>
internal sealed class CacheClearCommand : CliCommand
{
    private const string OnDisk = "embedding";

    private static readonly string[] s_inMemory = ["query", "retrieval", "generation"];

    private readonly Argument<string?> _level = new("LEVEL")
    {
        Description = $"The level to empty. Only {OnDisk} is on disk, and is meant where none is given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public CacheClearCommand()
        : base("clear", "Let go of the vectors that are kept on disk, and of the space that they take. They are computed again when they are needed.")
    {
        Add(_level);
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("cache clear", "empty the file"),
        ("cache clear embedding --json", "how many vectors it held, for a script"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string level = context.Arguments.GetValue(_level) ?? OnDisk;
        if (level != OnDisk)
        {
            throw s_inMemory.Contains(level)
                ? new LocalRagException(
                    $"The level {level} is in the memory of a running program, and goes with it.", $"In a conversation, /cache clear {level} empties it.")
                : new LocalRagException($"There is no level {level}.", $"Only {OnDisk} is on disk; {string.Join(", ", s_inMemory)} are in the memory of a running program.");
        }

        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        SqliteEmbeddingStore store = services.GetRequiredService<SqliteEmbeddingStore>();
        long vectors = await store.ClearAsync(cancellationToken);
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new CacheClearedResult(store.FilePath, vectors), OutputJson.Indented.CacheClearedResult);
        }
        else
        {
            context.Output.Note(string.Create(CultureInfo.InvariantCulture, $"{store.FilePath} held {vectors:N0} vectors, and is empty now."));
        }

        return ExitCode.Done;
    }
}
