using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;
using LocalRag.Tests.Measurement;
using LocalRag.Tuning;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Tests.Tuning;

/// <summary>Hosts on a simulated machine: questions of very different lengths, jitter, and a clock that drifts. What a host does follows from its settings.</summary>
internal sealed class ScriptedTrials(Func<IReadOnlyDictionary<string, string>, HostBehaviour> behave, FakeTimeProvider time, int seed = 1) : ITrials
{
    private const double Jitter = 0.04;
    private const double ShareRight = 0.7;

    private readonly Random _random = new(seed);

    public long MemoryBudget { get; init; } = 4_000_000_000;

    /// <summary>Gets what of the machine is told, by the number of the call.</summary>
    public Func<int, MachineState> Machine { get; init; } = _ => new MachineState(true, 0, 0, "performance");

    /// <summary>Gets or sets what happens before each measurement.</summary>
    public Action<Trial> Measuring { get; set; } = _ => { };

    /// <summary>Gets the hosts that were measured, without those that only repeat one.</summary>
    public List<string> Measured { get; } = [];

    private int _machineReads;

    public Task PrepareAsync(VariantDefinition host, CancellationToken cancellationToken) => Task.CompletedTask;

    public MachineState ReadMachine() => Machine(_machineReads++);

    public Task<ProcessReport> ProbeAsync(VariantDefinition host, CancellationToken cancellationToken)
    {
        time.Advance(TimeSpan.FromSeconds(5));
        HostBehaviour behaviour = Behave(host);
        return behaviour.Crashes
            ? Task.FromException<ProcessReport>(new LocalRagException($"The process of the variant {host.Name} ended with code 139."))
            : Task.FromResult(new ProcessReport(500, 900, "PSS", behaviour.Bytes, behaviour.Bytes, []));
    }

    public Task<BenchmarkResult> MeasureAsync(Trial trial, CancellationToken cancellationToken)
    {
        Measuring(trial);
        cancellationToken.ThrowIfCancellationRequested();
        VariantDefinition[] hosts = trial.HasControl ? [trial.Variants[0], trial.Variants[0].AsControl(), .. trial.Variants.Skip(1)] : [.. trial.Variants];
        Measured.AddRange(trial.Variants.Select(host => host.Name));
        time.Advance(TimeSpan.FromSeconds(trial.Rounds * hosts.Length));
        return hosts.FirstOrDefault(host => Behave(host).Fails) is { } failing
            ? Task.FromException<BenchmarkResult>(new LocalRagException($"The host {failing.Name} failed."))
            : Task.FromResult(Measure(trial, hosts));
    }

    private BenchmarkResult Measure(Trial trial, VariantDefinition[] hosts)
    {
        List<BenchmarkFigure> figures = [.. trial.Workloads.SelectMany(workload => Measure(workload, Math.Min(trial.Rounds, 40), hosts))];
        FigurePair[] controls =
        [
            .. from figure in figures
               where figure.Variant == hosts[0].Name
               from control in figures
               where trial.HasControl && control.Workload == figure.Workload && control.Name == figure.Name && control.Variant == hosts[1].Name
               select new FigurePair(figure.Workload, new FigureDefinition(figure.Name, figure.Unit, figure.Direction), figure.Variant, control.Variant, new PairedSamples(figure.Samples, control.Samples, figure.Unit)),
        ];
        return new BenchmarkResult
        {
            StartedAt = time.GetUtcNow(),
            ElapsedSeconds = 1,
            Mode = "quick",
            Machine = new BenchmarkMachine("Linux", "x64", "A processor", 2, 8_000_000_000, 0),
            Versions = BenchmarkFolder.Versions,
            Seeds = new BenchmarkSeeds(trial.Seed, trial.Seed, trial.Seed),
            Corpus = new BenchmarkCorpus("corpus", "questions.jsonl", 1, 1, 30),
            Variants = [.. hosts.Select(host => new BenchmarkVariant(host.Name, host.ControlOf, [], host.Assignments, []))],
            Workloads = [.. trial.Workloads.Select(workload => new BenchmarkWorkload(workload, workload, new Dictionary<string, string>(), trial.Rounds, 1))],
            Figures = figures,
            Noise = Comparer.MeasureNoise(controls, trial.Seed),
            Comparisons = [],
            Memory = [],
            MachineNoise = new MachineNoise([10], 10, 0, 0),
            Warnings = [],
        };
    }

    private IEnumerable<BenchmarkFigure> Measure(string workload, int rounds, VariantDefinition[] hosts)
    {
        FigureDefinition[] definitions = workload switch
        {
            "search" => [FigureDefinition.Time("search_ms"), FigureDefinition.Quality("hit_at_5")],
            "start" => [FigureDefinition.Memory("memory_steady_mb")],
            _ => [FigureDefinition.Time("first_token_ms"), FigureDefinition.Time("total_ms"), FigureDefinition.Speed("tokens_per_second", "token/s"), FigureDefinition.Quality("answer_right")],
        };
        double[][][] samples = [.. hosts.Select(_ => definitions.Select(_ => new double[rounds]).ToArray())];
        double drift = 1;
        for (int round = 0; round < rounds; round++)
        {
            double question = 400 * Math.Exp(0.6 * Noise.Normal(_random));
            bool right = _random.NextDouble() < ShareRight;
            drift *= 1.002;
            for (int host = 0; host < hosts.Length; host++)
            {
                HostBehaviour behaviour = Behave(hosts[host]);
                bool lost = _random.NextDouble() < behaviour.Loss;
                for (int figure = 0; figure < definitions.Length; figure++)
                {
                    samples[host][figure][round] = Sample(definitions[figure], behaviour, question * drift, right && !lost);
                }
            }
        }

        return hosts.SelectMany((host, index) => definitions.Select((definition, figure) => new BenchmarkFigure
        {
            Workload = workload,
            Variant = host.Name,
            Name = definition.Name,
            Unit = definition.Unit,
            Direction = definition.Direction,
            Samples = samples[index][figure],
            Summary = Summary.Of(samples[index][figure], 1),
        }));
    }

    private double Sample(FigureDefinition definition, HostBehaviour behaviour, double question, bool right)
    {
        double noise = Math.Exp(Jitter * Noise.Normal(_random));
        return definition switch
        {
            { IsMemory: true } => behaviour.Bytes / 1e6 * Math.Exp(0.004 * Noise.Normal(_random)),
            { Name: "search_ms" } => question * behaviour.Time * behaviour.Search * noise,
            { Unit: FigureDefinition.Share } => right ? 1 : 0,
            { Direction: FigureDirection.HigherIsBetter } => 30_000 / (question * behaviour.Time * noise),
            _ => question * behaviour.Time * noise,
        };
    }

    private HostBehaviour Behave(VariantDefinition host) =>
        behave(host.Assignments.Select(assignment => assignment.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]));
}
