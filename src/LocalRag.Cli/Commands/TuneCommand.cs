using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Tuning;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Finds settings for this machine, model and documents by measuring.</summary>
internal sealed class TuneCommand : CliCommand
{
    private const double DefaultMinutes = 10;
    private const double MostMinutes = 24 * 60;

    private readonly Option<double> _budget = new("--budget")
    {
        Description = "How long it may take, in minutes. The default is 10.",
        HelpName = "MINUTES",
        DefaultValueFactory = _ => DefaultMinutes,
    };

    private readonly Option<TuningGoal> _goal = new("--goal")
    {
        Description = "What to look for: latency (the first word), throughput (tokens a second), memory, or balanced (whatever is better, as long as nothing is worse), the default.",
        HelpName = "GOAL",
        DefaultValueFactory = _ => TuningGoal.Balanced,
        CustomParser = ParseGoal,
    };

    private readonly Option<int?> _rounds = new("--rounds") { Description = "Stop each measurement after N rounds.", HelpName = "N" };

    private readonly Option<bool> _show = new("--show") { Description = "Show what was tuned for this machine and model; measure nothing." };

    private readonly Option<bool> _explain = new("--explain") { Description = "Show why each tuned setting is as it is, what was found to do harm, and the bottlenecks." };

    private readonly Option<bool> _apply = new("--apply") { Description = "Put the tuned settings in force again." };

    private readonly Option<bool> _revert = new("--revert") { Description = "Take the tuned settings out of force; --apply brings them back." };

    private readonly BenchmarkMaterial _material = new();

    public TuneCommand()
        : base("tune", "Find settings for this machine, model and documents by measuring; what you have set yourself is left as it is.")
    {
        foreach (Option option in (Option[])[_budget, _goal, _rounds, _show, _explain, _apply, _revert])
        {
            Add(option);
        }

        _material.AddTo(this);
        _rounds.RequirePositive();
        _budget.Validators.Add(result =>
        {
            // A value that is no number at all is the parser's to refuse.
            if (result.Tokens.Any(token => double.TryParse(token.Value, CultureInfo.InvariantCulture, out double minutes) && minutes is not (> 0 and <= MostMinutes)))
            {
                result.AddError("--budget must be more than 0 minutes, and a day at most.");
            }
        });
        Validators.Add(Check);
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("tune", "ten minutes of measuring, with the sample documents"),
        ("tune --goal latency --budget 30 --corpus ~/handbook --prompts questions.jsonl", "half an hour for a short wait, with your own"),
        ("tune --show", "what was found, and whether it is in force"),
        ("tune --explain", "why, with the figures"),
        ("tune --revert", "as before; --apply puts it in force again"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ParseResult arguments = context.Arguments;
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        Tuner tuner = services.GetRequiredService<Tuner>();
        if (arguments.GetValue(_apply) || arguments.GetValue(_revert))
        {
            TuningProfile profile = arguments.GetValue(_apply) ? tuner.Apply() : tuner.Revert();
            context.Output.Note(profile.Applied ? "The tuned settings are in force." : "The tuned settings are out of force; 'localrag tune --apply' brings them back.");
            TuningTable.WriteProfile(context.Output, profile, isExplained: false);
            return ExitCode.Done;
        }

        if (arguments.GetValue(_show) || arguments.GetValue(_explain))
        {
            TuningProfile profile = services.GetRequiredService<TuningProfileStore>().Find()
                ?? throw new LocalRagException("Nothing was tuned for this machine and model.", "Run 'localrag tune' first.");
            TuningTable.WriteProfile(context.Output, profile, arguments.GetValue(_explain));
            return ExitCode.Done;
        }

        TuningReport report = await TuneAsync(context, services, tuner, cancellationToken);
        TuningTable.WriteReport(context.Output, report);
        return ExitCode.Done;
    }

    private async Task<TuningReport> TuneAsync(CommandContext context, IServiceProvider services, Tuner tuner, CancellationToken cancellationToken)
    {
        ParseResult arguments = context.Arguments;
        (string corpus, string prompts) = _material.Find(arguments);
        TimeProvider timeProvider = services.GetRequiredService<TimeProvider>();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("localrag-tune-");
        try
        {
            TuningRequest request = new()
            {
                Goal = arguments.GetValue(_goal),
                Budget = TimeSpan.FromMinutes(arguments.GetValue(_budget)),
                Corpus = Path.GetFullPath(corpus),
                Prompts = prompts,
                Folder = folder.FullName,
                MaxRounds = arguments.GetValue(_rounds),
            };
            context.Output.Note(string.Create(
                CultureInfo.InvariantCulture, $"Tuning for {GoalName(request.Goal)}, for {arguments.GetValue(_budget):0.##} minutes at most. Close other programs meanwhile: what is measured beside them is worth little."));
            return await ProgressDisplay.RunAsync(
                context.Output,
                "Tuning",
                timeProvider,
                progress => tuner.RunAsync(request, new BenchmarkHosts(arguments), BenchmarkedVersions.Read(services), new Translation(progress), cancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Check(CommandResult result)
    {
        Option<bool>[] instead = [_show, _explain, _apply, _revert];
        if (instead.Count(option => result.GetValue(option)) > 1)
        {
            result.AddError("--show, --explain, --apply and --revert exclude each other.");
        }
    }

    private static TuningGoal ParseGoal(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Enum.GetValues<TuningGoal>().Select(goal => (TuningGoal?)goal).FirstOrDefault(goal => GoalName(goal!.Value) == text) is { } known)
        {
            return known;
        }

        result.AddError($"--goal {text}: there are {string.Join(", ", Enum.GetValues<TuningGoal>().Select(GoalName))}.");
        return default;
    }

    private static string GoalName(TuningGoal goal) => goal.ToString().ToLowerInvariant();

    private sealed class Translation(IProgress<ProgressStep> progress) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => progress.Report(new ProgressStep(value.Done, 1000, $"({value.Stage})"));
    }
}
