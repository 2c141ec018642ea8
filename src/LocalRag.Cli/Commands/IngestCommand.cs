using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Ingestion;

namespace LocalRag.Cli.Commands;

/// <summary>Puts documents into the index.</summary>
internal sealed class IngestCommand : CliCommand
{
    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Files, folders and patterns with * and **.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _prune = new("--prune") { Description = "Take documents out of the index whose files are gone from these paths." };

    private readonly Option<bool> _force = new("--force") { Description = "Read files again that have not changed." };

    public IngestCommand()
        : base("ingest", "Put documents into the index; only new and changed ones are read.")
    {
        Add(_paths);
        Add(_prune);
        Add(_force);
        _paths.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("ingest ~/notes handbook.pdf", "a folder and a file"),
        ("ingest \"docs/**/*.md\" --prune", "by a pattern; forget what is gone"),
        ("ingest ~/notes --data ./notes.localrag", "into an index of its own"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IngestionRequest request = new(
            context.Arguments.GetRequiredValue(_paths), context.Arguments.GetValue(_prune), context.Arguments.GetValue(_force));
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        IngestionReport report = await IngestionRun.RunAsync(services, request, context.Output, cancellationToken);
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(IngestionResult.From(report), OutputJson.Indented.IngestionResult);
        }
        else
        {
            Write(context.Output, report);
        }

        return report.Failed > 0 ? ExitCode.DoneInPart : ExitCode.Done;
    }

    private static void Write(CommandOutput output, IngestionReport report)
    {
        (string What, long Count)[] counts =
        [
            ("Added", report.Added),
            ("Replaced", report.Replaced),
            ("Unchanged", report.Unchanged),
            ("Removed", report.Removed),
            ("Skipped", report.Skipped),
            ("Failed", report.Failed),
        ];
        output.WriteTable(
            ["Documents", "Count"],
            [.. counts.Select(entry => (IReadOnlyList<string>)[entry.What, entry.Count.ToString("N0", CultureInfo.InvariantCulture)])]);
        CommandOutput.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Chunks:N0} chunks, {report.Tokens:N0} tokens from {FileSize.Format(report.Bytes)} in {report.Elapsed.TotalSeconds:0.0} s"));
    }
}
