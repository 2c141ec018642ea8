using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Measurement.Leaks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>Does things over and over and tells whether memory, handles, threads or load contexts grow.</summary>
internal sealed class LeakTestCommand : CliCommand
{
    private const int DefaultCycles = 20;

    private readonly Option<int> _cycles = new("--cycles")
    {
        Description = $"How many cycles of each scenario count; {DefaultCycles} by default, {LeakTest.FewestCycles} at least. A quarter more come first, to warm up.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultCycles,
    };

    private readonly Option<string[]> _only = new("--only")
    {
        Description = $"Run only this scenario ({string.Join(", ", LeakScenarios.Names)}); may be repeated.",
        HelpName = "SCENARIO",
        AllowMultipleArgumentsPerToken = false,
    };

    public LeakTestCommand()
        : base("leak-test", "Load models, ingest, ask and swap plugins over and over, and tell what grows. The exit code is 1 where something leaks.")
    {
        Add(_cycles);
        Add(_only);
        _cycles.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => int.TryParse(token.Value, CultureInfo.InvariantCulture, out int value) && value < LeakTest.FewestCycles))
            {
                result.AddError($"--cycles must be {LeakTest.FewestCycles} or more: with fewer, growth cannot be told from noise.");
            }
        });
        _only.AcceptOnlyFromAmong([.. LeakScenarios.Names]);
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("leak-test", "all scenarios, 20 cycles each: minutes"),
        ("leak-test --only model --cycles 50", "only load and free the models, with narrower intervals"),
        ("leak-test --json", "slopes with 95% intervals, verdicts and suspects, for a script"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        context.DataSubfolder = "leak-test";
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        int cycles = context.Arguments.GetValue(_cycles);
        string[] only = context.Arguments.GetValue(_only) is { Length: > 0 } names ? names : [.. LeakScenarios.Names];
        string folder = Path.Combine(services.GetRequiredService<IOptions<LocalRagOptions>>().Value.DataDirectory, "documents-of-leak-test");
        IReadOnlyList<LeakScenario> scenarios = new LeakScenarios(services, folder).Create(only);
        foreach (string missing in only.Except(scenarios.Select(scenario => scenario.Name)))
        {
            context.Output.Warn($"The scenario {missing} was left out: no plugin is active ('localrag plugins').");
        }

        LeakTest test = new();
        List<LeakVerdict> verdicts = [];
        foreach (LeakScenario scenario in scenarios)
        {
            verdicts.Add(await ProgressDisplay.RunAsync(
                context.Output,
                $"Testing {scenario.Name}",
                services.GetRequiredService<TimeProvider>(),
                progress => test.RunAsync(scenario, cycles, new Translation(progress), cancellationToken)));
        }

        if (context.Output.Json)
        {
            CommandOutput.WriteJson(LeakTestResult.From(verdicts), OutputJson.Indented.LeakTestResult);
        }
        else
        {
            LeakTable.Write(context.Output, verdicts);
        }

        return verdicts.Exists(verdict => verdict.Suspect is not null) ? ExitCode.Failed : ExitCode.Done;
    }

    private sealed class Translation(IProgress<ProgressStep> progress) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => progress.Report(new ProgressStep(value.Done, value.Total, string.Empty));
    }
}
