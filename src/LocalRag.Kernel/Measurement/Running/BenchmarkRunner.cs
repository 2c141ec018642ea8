using LocalRag.Plugins;
using LocalRag.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Measurement;

/// <summary>Measures hosts side by side: workload by workload, in turns, with the baseline once more as the control that tells the width of the noise.</summary>
/// <param name="hosts">Starts the hosts.</param>
/// <param name="timeProvider">The clock of the budget.</param>
public sealed class BenchmarkRunner(IBenchmarkHosts hosts, TimeProvider timeProvider)
{
    /// <summary>Measures.</summary>
    /// <param name="request">What is to be measured.</param>
    /// <param name="versions">The versions of what is measured.</param>
    /// <param name="progress">Is told after each round.</param>
    /// <param name="cancellationToken">Stops the benchmark.</param>
    /// <exception cref="LocalRagException">Prompts or corpus cannot be used, a plugin of a variant is not active, or a host has failed: the figures would be wrong.</exception>
    public async Task<BenchmarkResult> RunAsync(
        BenchmarkRequest request, BenchmarkVersions versions, IProgress<BenchmarkProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        DateTimeOffset startedAt = timeProvider.GetUtcNow();
        long start = timeProvider.GetTimestamp();
        PromptSet prompts = PromptSet.Load(request.Prompts);
        IReadOnlyList<Workload> workloads = WorkloadFactory.Create(request, prompts, hosts);
        VariantDefinition[] variants = request.HasControl
            ? [request.Variants[0], request.Variants[0].AsControl(), .. request.Variants.Skip(1)]
            : [.. request.Variants];
        BenchmarkMachine machine = MachineDescription.Read();
        DataFolders folders = new(request.Folder, request.Index);
        progress?.Report(new BenchmarkProgress(0, "preparing"));
        (BenchmarkVariant[] described, IndexSummary index) = await PrepareAsync(request, variants, folders, cancellationToken);

        SpinCalibration spin = new();
        spin.Measure();
        List<SampleTable> tables = [];
        List<BenchmarkWorkload> summaries = [];
        double totalWeight = workloads.Sum(workload => workload.Weight);
        double doneWeight = 0;
        foreach ((int number, Workload workload) in workloads.Index())
        {
            // What others left of their part goes to those that are still to come.
            TimeSpan left = request.Budget - timeProvider.GetElapsedTime(start);
            TimeSpan budget = left * (workload.Weight / (totalWeight - doneWeight));
            int done = (int)(1000 * doneWeight / totalWeight);
            WorkloadRun run = new(workload, variants, hosts, folders, spin, timeProvider);
            (SampleTable samples, TimeSpan elapsed) = await run.RunAsync(
                budget,
                request.MaxRounds,
                request.Seeds.Order + number,
                round => progress?.Report(new BenchmarkProgress(done, $"{workload.Name}, round {round + 1}")),
                cancellationToken);
            doneWeight += workload.Weight;
            tables.Add(samples);
            summaries.Add(new BenchmarkWorkload(workload.Name, workload.Description, workload.Parameters, samples.Rounds, elapsed.TotalSeconds));
        }

        MachineNoise noise = spin.ToResult();
        ResultBuilder builder = new(tables, variants, request.Seeds.Bootstrap);
        IReadOnlyList<NoiseWidth> widths = builder.MeasureNoise();
        return new BenchmarkResult
        {
            StartedAt = startedAt,
            ElapsedSeconds = timeProvider.GetElapsedTime(start).TotalSeconds,
            Mode = request.Mode,
            Machine = machine,
            Versions = versions,
            Seeds = request.Seeds,
            Corpus = new BenchmarkCorpus(
                Shown(request.Corpus), Shown(request.Prompts), index.Documents, index.Chunks, prompts.Questions.Count),
            Variants = described,
            Workloads = summaries,
            Figures = builder.Summarize(),
            Noise = widths,
            Comparisons = builder.Compare(widths),
            Memory = workloads.OfType<StartWorkload>().SingleOrDefault()?.Memory ?? [],
            MachineNoise = noise,
            Warnings = ResultWarnings.Find(request, machine, noise, summaries, builder),
        };
    }

    /// <summary>Ingests the corpus for each kind of host, and tells what each host is.</summary>
    private async Task<(BenchmarkVariant[] Variants, IndexSummary Index)> PrepareAsync(
        BenchmarkRequest request, VariantDefinition[] variants, DataFolders folders, CancellationToken cancellationToken)
    {
        List<BenchmarkVariant> described = [];
        IndexSummary? baseline = null;
        foreach (VariantDefinition variant in variants)
        {
            string template = folders.Template(variant);
            await using MeasuredHost host = new(variant, template, await hosts.StartAsync(variant, template, cancellationToken));
            IDocumentIndex index = host.Services.GetRequiredService<IDocumentIndex>();
            if ((await index.GetSummaryAsync(cancellationToken)).Documents == 0)
            {
                await IngestWorkload.IngestAsync(host, request.Corpus, cancellationToken);
            }

            baseline ??= await index.GetSummaryAsync(cancellationToken);
            described.Add(Describe(variant, host.Services));
        }

        return ([.. described], baseline!);
    }

    // Results are shown to others and committed: what lies below the current folder is named from there.
    private static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative.Replace('\\', '/');
    }

    private static BenchmarkVariant Describe(VariantDefinition variant, IServiceProvider services)
    {
        IReadOnlyList<PluginStatus> plugins = services.GetService<PluginHost>()?.List() ?? [];
        string[] active = [.. plugins.Where(plugin => plugin.State == PluginState.Active).OrderBy(plugin => plugin.Order).Select(plugin => plugin.Id)];
        foreach (string wanted in variant.Assignments.Where(assignment => assignment.StartsWith("Plugins:Only:", StringComparison.Ordinal)).Select(assignment => assignment.Split('=')[1]))
        {
            if (!active.Contains(wanted))
            {
                string reason = plugins.FirstOrDefault(plugin => plugin.Id == wanted)?.Reason ?? "it was not found";
                throw new LocalRagException($"The plugin {wanted} of the variant {variant.Name} is not active: {reason}.", "See 'localrag plugins'.");
            }
        }

        return new BenchmarkVariant(
            variant.Name,
            variant.ControlOf,
            active,
            variant.Assignments,
            [.. (services.GetService<SettingsCatalog>()?.List() ?? [])
                .Where(setting => setting.Source != Setting.DefaultSource && setting.Key != nameof(LocalRagOptions.DataDirectory))
                .Select(setting => new BenchmarkSetting(setting.Key, setting.Value, setting.Source))]);
    }
}
