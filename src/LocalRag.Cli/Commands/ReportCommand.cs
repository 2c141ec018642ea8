using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Cli.Reporting;

namespace LocalRag.Cli.Commands;

/// <summary>Turns benchmark results into a report for people.</summary>
internal sealed class ReportCommand : CliCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "What 'localrag bench --save FILE' has written; several files become one report.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "html (one page that needs no network), md or json. The default follows the name of --out, and is html.",
        HelpName = "html|md|json",
    };

    private readonly Option<string?> _out = new("--out") { Description = "The file to write; without it the report goes to standard output.", HelpName = "FILE" };

    public ReportCommand()
        : base("report", "Turn benchmark results into a report: targets, distributions, effects of plugins, memory, and what to do.")
    {
        Add(_files);
        Add(_format);
        Add(_out);
        _files.RejectOptions();
        _format.AcceptOnlyFromAmong("html", "md", "json");
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("bench --ab none --ab all --save today.json", "measure first"),
        ("report today.json --out report.html", "a page to read, print and pass on"),
        ("report today.json --format md", "for a merge request"),
        ("report last-week.json today.json --out both.html", "two runs in one page"),
    ];

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string? path = context.Arguments.GetValue(_out);
        string format = context.Arguments.GetValue(_format) ?? (context.Output.Json ? "json" : Path.GetExtension(path)?.TrimStart('.') switch
        {
            "md" or "json" => Path.GetExtension(path)![1..],
            _ => "html",
        });
        BenchmarkReport[] reports = [.. context.Arguments.GetRequiredValue(_files).Select(BenchmarkReport.Create)];
        string text = format switch
        {
            "md" => MarkdownReport.Write(reports),
            "json" => System.Text.Json.JsonSerializer.Serialize(ReportResult.From(reports), OutputJson.Indented.ReportResult) + "\n",
            _ => HtmlReport.Write(reports),
        };
        if (path is null)
        {
            // As it is: what CommandOutput cleans for terminals would be taken from the page too.
            Console.Out.Write(text);
            return Task.FromResult(ExitCode.Done);
        }

        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        context.Output.Note($"Wrote {full}");
        return Task.FromResult(ExitCode.Done);
    }
}
