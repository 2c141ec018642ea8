using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Cli.Reporting;
using LocalRag.Measurement;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Measures what all plugins together give, and writes the handoff of phase 10.</summary>
internal sealed class Phase10Command : CliCommand
{
    private static readonly TimeSpan s_quick = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan s_full = TimeSpan.FromMinutes(13);
    private static readonly string[] s_workloads = ["start", "ask-cold", "ask-repeat", "search"];

    private readonly Option<string?> _from = new("--from") { Description = "Take the figures from what 'bench --ab none --ab all --save FILE' has saved, and measure nothing.", HelpName = "FILE" };

    private readonly Option<bool> _full = new("--full") { Description = "Measure for at most 15 minutes; without it for at most 2." };

    private readonly Option<int?> _rounds = new("--rounds") { Description = "Stop each workload after N rounds.", HelpName = "N" };

    private readonly Option<string?> _save = new("--save") { Description = "Save everything measured to FILE too, as bench does.", HelpName = "FILE" };

    private readonly BenchmarkMaterial _material = new();

    public Phase10Command()
        : base("phase10", "Measure the plain host and the host with all plugins, and write handoff/phase_10_complete.json of the current folder.")
    {
        Add(_from);
        Add(_full);
        Add(_rounds);
        Add(_save);
        _material.AddTo(this);
        _rounds.RequirePositive();
        Validators.Add(result =>
        {
            if (result.GetValue(_from) is not null && (result.GetValue(_full) || result.GetValue(_rounds) is not null || result.GetValue(_save) is not null))
            {
                result.AddError("--from measures nothing: it goes with none of --full, --rounds and --save.");
            }
        });
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("phase10", "two minutes of measuring, in the root of the source tree"),
        ("phase10 --full --save handoff/bench.json", "long enough for verdicts, with everything measured beside it"),
        ("phase10 --from handoff/bench.json", "from a run that was saved before"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ParseResult arguments = context.Arguments;
        string path = Phase10File.Find(Environment.CurrentDirectory);
        BenchmarkResult result = arguments.GetValue(_from) is { } file ? BenchmarkResultFile.Load(file) : await MeasureAsync(context, cancellationToken);
        if (arguments.GetValue(_save) is { } saved)
        {
            BenchmarkResultFile.Save(result, saved);
            context.Output.Note($"Saved to {saved}.");
        }

        IReadOnlyList<string> recommendations = [.. Advice.Make(result).Select(advice => $"{advice.Text} Because {advice.Because}.")];
        Phase10File.Save(result, recommendations, path);
        context.Output.Note($"Wrote {path}.");
        if (context.Output.Json)
        {
            Console.Out.Write(await File.ReadAllTextAsync(path, cancellationToken));
        }
        else
        {
            Write(context.Output, result, recommendations);
        }

        return ExitCode.Done;
    }

    private async Task<BenchmarkResult> MeasureAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // Before minutes of measuring: without a plugin there would be nothing to hand over.
        IReadOnlyList<PluginVerification> plugins = await context.BuildHost().GetRequiredService<PluginHost>().VerifyAsync(cancellationToken: cancellationToken);
        return plugins.Any(plugin => plugin.Passed)
            ? await BenchmarkSession.RunAsync(context, folder => CreateRequest(context.Arguments, folder), cancellationToken)
            : throw new LocalRagException("There is no plugin to measure.", "Copy the plugins into the plugin folder; 'localrag plugins verify' tells what is found and what is wrong with it.");
    }

    private BenchmarkRequest CreateRequest(ParseResult arguments, string folder)
    {
        (string corpus, string prompts) = _material.Find(arguments);
        bool full = arguments.GetValue(_full);
        return new BenchmarkRequest
        {
            Mode = full ? "full" : "quick",
            Budget = full ? s_full : s_quick,
            Workloads = s_workloads,
            Variants = [VariantDefinition.Parse("none"), VariantDefinition.Parse("all")],
            Corpus = corpus,
            Prompts = prompts,
            Folder = folder,
            MaxRounds = arguments.GetValue(_rounds),
        };
    }

    private static void Write(CommandOutput output, BenchmarkResult result, IReadOnlyList<string> recommendations)
    {
        string? variant = result.Variants.Skip(1).Where(candidate => candidate.ControlOf is null).MaxBy(candidate => candidate.Plugins.Count)?.Name;
        output.WriteHeading(string.Create(CultureInfo.InvariantCulture, $"All plugins against the plain host, {result.Mode}, {result.ElapsedSeconds:0} s"));
        output.WriteTable(
            ["Target", "Goal", "Measured", "95% interval", "Status"],
            [
                .. TargetCheck.Run(result, variant).Select(target => (IReadOnlyList<string>)
                    [target.Name, target.Goal, FigureText.Measured(target), FigureText.Interval(target), FigureText.Status(target.Status)]),
            ]);
        foreach (string recommendation in recommendations)
        {
            CommandOutput.WriteLine($"- {recommendation}");
        }
    }
}
