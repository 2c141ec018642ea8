namespace LocalRag.Measurement;

/// <summary>Starts a process for each measurement: how long until its first answer, and how much memory it holds.</summary>
internal sealed class StartWorkload(IBenchmarkHosts hosts, PromptSet prompts, BenchmarkSeeds seeds, int questions) : Workload
{
    private readonly string[] _questions =
        [.. QuestionOrder.Shuffle(prompts.Questions, seeds.Order).Take(questions).Select(prompt => prompt.Text)];

    private readonly Dictionary<string, List<ProcessReport>> _reports = [];

    public override string Name => "start";

    public override string Description => "A new process for each round, from its start to its first answer; it then answers a few more and tells its memory.";

    public override IReadOnlyDictionary<string, string> Parameters => new Dictionary<string, string> { ["questions"] = $"{_questions.Length}" };

    public override IReadOnlyList<FigureDefinition> Figures { get; } =
    [
        FigureDefinition.Time("first_token_ms"),
        FigureDefinition.Time("first_answer_ms"),
        FigureDefinition.Memory("memory_peak_mb"),
        FigureDefinition.Memory("memory_steady_mb"),
    ];

    public override int MaxRounds => 12;

    public override double Weight => 2;

    public override bool RunsProcesses => true;

    /// <summary>Gets the memory of each variant that was measured.</summary>
    public IReadOnlyList<MemoryProfile> Memory =>
    [
        .. _reports.Select(variant => new MemoryProfile(
            variant.Key,
            variant.Value[0].Measure,
            variant.Value.Count,
            [.. variant.Value.Select(report => report.PeakBytes)],
            [.. variant.Value.Select(report => report.SteadyBytes)],
            MedianOwners(variant.Value),
            variant.Value[0].Timeline)),
    ];

    public override Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken) =>
        // The first start finds nothing in the system's file cache.
        hosts.RunProcessAsync(host.Variant, host.DataDirectory, _questions[..1], cancellationToken);

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        ProcessReport report = await hosts.RunProcessAsync(host.Variant, host.DataDirectory, _questions, cancellationToken);
        if (!_reports.TryGetValue(host.Variant.Name, out List<ProcessReport>? reports))
        {
            _reports[host.Variant.Name] = reports = [];
        }

        reports.Add(report);
        return new Dictionary<string, double>
        {
            ["first_token_ms"] = report.FirstTextMilliseconds,
            ["first_answer_ms"] = report.FirstAnswerMilliseconds,
            ["memory_peak_mb"] = report.PeakBytes / 1e6,
            ["memory_steady_mb"] = report.SteadyBytes / 1e6,
        };
    }

    private static IReadOnlyList<MemoryOwner> MedianOwners(List<ProcessReport> reports) =>
    [
        .. reports.SelectMany(report => report.Timeline is [.., { } last] ? last.Owners : [])
            .GroupBy(owner => owner.Name)
            .Select(group => new MemoryOwner(group.Key, (long)Statistics.Quantile.Median(group.Select(owner => (double)owner.Bytes))))
            .OrderByDescending(owner => owner.Bytes),
    ];
}
