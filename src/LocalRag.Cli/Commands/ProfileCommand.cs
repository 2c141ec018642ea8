using System.CommandLine;
using System.Diagnostics;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Cli.Profiling;

namespace LocalRag.Cli.Commands;

/// <summary>Runs another command and shows where its time went.</summary>
internal sealed class ProfileCommand : CliCommand
{
    private const string PageName = "profile.html";
    private const string SpeedscopeName = "profile.speedscope.json";

    private readonly Option<int?> _seconds = new("--seconds") { Description = "Sample for this long at most; the command goes on to its end.", HelpName = "N" };

    private readonly Option<string> _out = new("--out")
    {
        Description = "The folder to write to. The default is localrag-profile.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "localrag-profile",
    };

    private readonly Argument<string[]> _command = new("COMMAND")
    {
        Description = "The command to run, after --, as it stands after 'localrag'.",
        Arity = ArgumentArity.OneOrMore,
    };

    public ProfileCommand()
        : base("profile", "Run a command and show where its time goes: a flame graph, a timeline of stages, a speedscope file.")
    {
        Add(_seconds);
        Add(_out);
        Add(_command);
        _seconds.RequirePositive();
        _command.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value == Name)
            {
                result.AddError("A profile of a profile shows the profiler: name the command that interests you.");
            }
        });
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("profile -- query \"When is the deposit due?\"", "localrag-profile/profile.html and profile.speedscope.json"),
        ("profile --out slow -- ingest ~/notes --force", "the same for an ingestion, in the folder slow"),
        ("profile --seconds 30 -- stress --duration 60", "only the first 30 seconds"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string[] arguments = context.Arguments.GetRequiredValue(_command);
        ParseResult parsed = Program.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return UsageErrors.Report(parsed);
        }

        string folder = Path.GetFullPath(context.Arguments.GetRequiredValue(_out));
        Directory.CreateDirectory(folder);
        string trace = Path.Combine(folder, $"profile-{Environment.ProcessId}.nettrace");
        try
        {
            (int exitCode, CpuProfile profile) = await ProfileAsync(parsed, arguments, trace, context.Arguments.GetValue(_seconds), cancellationToken);
            string page = Path.Combine(folder, PageName);
            string speedscope = Path.Combine(folder, SpeedscopeName);
            ProfilePage.Write(profile, page);
            SpeedscopeFile.Write(profile, speedscope);
            Write(context.Output, ProfileResult.From(profile, exitCode, page, speedscope));
            return exitCode;
        }
        finally
        {
            File.Delete(trace);
            File.Delete(Path.ChangeExtension(trace, ".etlx"));
        }
    }

    private static async Task<(int ExitCode, CpuProfile Profile)> ProfileAsync(
        ParseResult command, string[] arguments, string trace, int? seconds, CancellationToken cancellationToken)
    {
        using Process process = Process.GetCurrentProcess();
        using StageRecorder stages = new();
        await using CpuSampler sampler = CpuSampler.Start(trace);
        TimeSpan processorBefore = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        Task<int> running = command.InvokeAsync(Program.Invocation, CancellationToken.None);
        if (seconds is { } most)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(most), cancellationToken));
        }
        else
        {
            await running;
        }

        // Read before the sampling stops, which costs time of its own.
        process.Refresh();
        TimeSpan processor = process.TotalProcessorTime - processorBefore;
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        await sampler.StopAsync(CancellationToken.None);
        int exitCode = await running;
        SampleReader reader = SampleReader.Read(trace);
        return (exitCode, new CpuProfile(
            $"localrag {string.Join(' ', arguments)}", took.TotalMilliseconds, processor.TotalMilliseconds, reader.Names, reader.Samples, stages.Read(reader.Start)));
    }

    private static void Write(CommandOutput output, ProfileResult result)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(result, OutputJson.Indented.ProfileResult);
            return;
        }

        CommandOutput.WriteLine();
        output.WriteHeading(result.Describe());
        output.WriteTable(["Stage", "Times", "Total ms"], [.. result.Stages.Select(stage => stage.ToRow())]);
        CommandOutput.WriteLine();
        output.WriteTable(["Own ms", "Method"], [.. result.Hottest.Select(method => method.ToRow())]);
        CommandOutput.WriteLine();
        CommandOutput.WriteLine($"Flame graph and timeline: {result.Page}");
        CommandOutput.WriteLine($"For speedscope: {result.Speedscope}");
    }
}
