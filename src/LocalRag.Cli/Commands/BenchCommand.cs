using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Measurement;
using LocalRag.Sqlite;

namespace LocalRag.Cli.Commands;

/// <summary>Measures hosts side by side.</summary>
internal sealed class BenchCommand : CliCommand
{
    // What is left of two and of fifteen minutes after hosts are started and the corpus is ingested.
    private static readonly TimeSpan s_quick = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan s_full = TimeSpan.FromMinutes(13);

    private readonly Option<bool> _quick = new("--quick") { Description = "Measure for at most 2 minutes; this is the default." };

    private readonly Option<bool> _full = new("--full") { Description = "Measure for at most 15 minutes, every workload." };

    private readonly Option<string[]> _workloads = new("--workload")
    {
        Description = $"Run only these workloads, with commas between: {string.Join(", ", BenchmarkRequest.AllWorkloads)}.",
        HelpName = "W,...",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _variants = new("--ab")
    {
        Description = "Compare hosts, the first is the baseline; repeat it: none, all, plugins (cache,speed), or name:Key=value,Key=value.",
        HelpName = "SET",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly BenchmarkMaterial _material = new();

    private readonly Option<FileInfo?> _index = new("--index")
    {
        Description = "Begin every host with a copy of this index, which 'localrag db backup' has written, instead of ingesting the corpus.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _save = new("--save") { Description = "Save everything measured to FILE, as JSON.", HelpName = "FILE" };

    private readonly Option<string?> _compare = new("--compare") { Description = "Compare with a result that was saved before; exit code 5 where a figure is worse beyond the noise.", HelpName = "FILE" };

    private readonly Option<bool> _saveBaseline = new("--save-baseline") { Description = "Write the plain host's figures to handoff/phase_8_complete.json of the current folder." };

    private readonly Option<int?> _rounds = new("--rounds") { Description = "Stop each workload after N rounds.", HelpName = "N" };

    private readonly Option<int?> _seed = new("--seed") { Description = "Draw questions and orders with another seed.", HelpName = "N" };

    private readonly Option<double> _rephrased = new("--rephrased")
    {
        Description = "The share of questions in ask-repeat that come in other words; the default is 0.3.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.3,
    };

    public BenchCommand()
        : base("bench", "Measure speed, memory and answers on this machine, and compare hosts side by side.")
    {
        foreach (Option option in (Option[])[_quick, _full, _workloads, _variants, _index, _save, _compare, _saveBaseline, _rounds, _seed, _rephrased])
        {
            Add(option);
        }

        _material.AddTo(this);
        _rounds.RequirePositive();
        Validators.Add(Check);
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("bench", "the plain host in two minutes, with the width of this machine's noise"),
        ("bench --ab none --ab all", "the plain host against the host with all plugins"),
        ("bench --ab none --ab threads1:Llama:Threads=1 --workload ask-cold", "what a setting does"),
        ("bench --full --corpus ~/handbook --prompts questions.jsonl --save before.json", "your own documents, saved"),
        ("bench --index backup.db --corpus ~/handbook --prompts questions.jsonl", "an index that is there already, from 'localrag db backup backup.db'"),
        ("bench --compare before.json", "exit code 5 where something is worse beyond the noise"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ParseResult arguments = context.Arguments;
        BenchmarkResult? before = arguments.GetValue(_compare) is { } file ? BenchmarkResultFile.Load(file) : null;
        string? baselineFile = arguments.GetValue(_saveBaseline) ? Phase8File.Find(Environment.CurrentDirectory) : null;
        BenchmarkResult result = await BenchmarkSession.RunAsync(context, folder => CreateRequest(arguments, folder), cancellationToken);
        return Finish(context, result, before, baselineFile);
    }

    private void Check(CommandResult result)
    {
        if (result.GetValue(_quick) && result.GetValue(_full))
        {
            result.AddError("--quick and --full exclude each other.");
        }

        if (result.GetValue(_index) is { Exists: false } index)
        {
            result.AddError($"--index: there is no file {index.FullName}.");
        }

        if (result.GetValue(_rephrased) is not (>= 0 and <= 1))
        {
            result.AddError("--rephrased must be from 0 to 1.");
        }

        if (result.GetValue(_saveBaseline) && result.GetValue(_variants) is [{ } first, ..] && first != VariantDefinition.Plain)
        {
            result.AddError("--save-baseline saves the plain host: the first --ab must be none.");
        }
    }

    private BenchmarkRequest CreateRequest(ParseResult arguments, string folder)
    {
        bool full = arguments.GetValue(_full);
        string[] workloads = [.. (arguments.GetValue(_workloads) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        string[] variants = arguments.GetValue(_variants) is { Length: > 0 } given ? given : [VariantDefinition.Plain];
        (string corpus, string prompts) = _material.Find(arguments);
        int? seed = arguments.GetValue(_seed);
        return new BenchmarkRequest
        {
            Mode = full ? "full" : "quick",
            Budget = full ? s_full : s_quick,
            Workloads = workloads.Length > 0 ? workloads : full ? BenchmarkRequest.FullWorkloads : BenchmarkRequest.QuickWorkloads,
            Variants = Distinguish([.. variants.Select(VariantDefinition.Parse)]),
            Corpus = corpus,
            Prompts = prompts,
            Folder = folder,
            Index = arguments.GetValue(_index) is { } index ? CopyIndex(index, folder) : null,
            Seeds = seed is { } order ? new BenchmarkSeeds(order, order + 1, order + 2) : BenchmarkSeeds.Default,
            RephrasedShare = arguments.GetValue(_rephrased),
            MaxRounds = arguments.GetValue(_rounds),
        };
    }

    private static string CopyIndex(FileInfo index, string folder)
    {
        DirectoryInfo data = Directory.CreateDirectory(Path.Combine(folder, "index"));
        index.CopyTo(Path.Combine(data.FullName, new SqliteOptions().Path));
        return data.FullName;
    }

    // The same host may be given twice, to see that nothing is shown.
    private static VariantDefinition[] Distinguish(VariantDefinition[] variants) =>
    [
        .. variants.Select((variant, index) => variants.Take(index).Count(other => other.Name == variant.Name) is > 0 and var earlier
            ? variant with { Name = string.Create(CultureInfo.InvariantCulture, $"{variant.Name}#{earlier + 1}") }
            : variant),
    ];

    private int Finish(CommandContext context, BenchmarkResult result, BenchmarkResult? before, string? baselineFile)
    {
        if (context.Arguments.GetValue(_save) is { } path)
        {
            BenchmarkResultFile.Save(result, path);
            context.Output.Note($"Saved to {path}.");
        }

        if (baselineFile is not null)
        {
            Phase8File.Save(result, baselineFile);
            context.Output.Note($"Saved the baseline to {baselineFile}.");
        }

        BenchmarkComparison? comparison = before is null ? null : RunComparer.Compare(before, result);
        if (context.Output.Json)
        {
            Console.Out.WriteLine(BenchmarkResultFile.ToJson(result));
        }
        else
        {
            BenchTable.Write(context.Output, result);
        }

        if (comparison is null)
        {
            return ExitCode.Done;
        }

        BenchTable.WriteComparison(context.Output, comparison);
        return comparison.HasRegressed ? ExitCode.Regressed : ExitCode.Done;
    }
}
