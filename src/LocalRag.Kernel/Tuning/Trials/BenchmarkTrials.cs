using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Measures with the benchmark, in which every host begins with a copy of one index.</summary>
internal sealed class BenchmarkTrials(
    IBenchmarkHosts hosts, BenchmarkVersions versions, TuningRequest request, long memoryBudget, TimeProvider timeProvider) : ITrials
{
    private const int ProbeQuestions = 2;

    /// <summary>Of twelve questions three of four have then been asked before, as in long use; drawn from all, hardly one has.</summary>
    private const int RepeatedQuestions = 3;

    /// <summary>A process that takes longer than this for two answers has hung, or is of no use.</summary>
    private static readonly TimeSpan s_probeLimit = TimeSpan.FromMinutes(2);

    private readonly MachineStateReader _machine = new();
    private readonly string[] _questions = [.. PromptSet.Load(request.Prompts).Questions.Take(ProbeQuestions).Select(prompt => prompt.Text)];
    private readonly string _index = Path.Combine(request.Folder, "index");
    private int _runs;

    public long MemoryBudget => memoryBudget;

    public async Task PrepareAsync(VariantDefinition host, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_index);
        await using MeasuredHost measured = new(host, _index, await hosts.StartAsync(host, _index, cancellationToken));
        await IngestWorkload.IngestAsync(measured, request.Corpus, cancellationToken);
    }

    public async Task<BenchmarkResult> MeasureAsync(Trial trial, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(request.Folder, $"run-{++_runs}");
        Directory.CreateDirectory(folder);
        try
        {
            return await new BenchmarkRunner(hosts, timeProvider).RunAsync(
                new BenchmarkRequest
                {
                    Mode = "quick",
                    Budget = trial.Budget,
                    Workloads = trial.Workloads,
                    Variants = trial.Variants,
                    HasControl = trial.HasControl,
                    Index = _index,
                    Corpus = request.Corpus,
                    Prompts = request.Prompts,
                    Folder = folder,
                    RepeatedQuestions = RepeatedQuestions,
                    RephrasedShare = 0,
                    Seeds = new BenchmarkSeeds(trial.Seed, trial.Seed + 1, trial.Seed + 2),
                    MaxRounds = Math.Min(trial.Rounds, request.MaxRounds ?? int.MaxValue),
                },
                versions,
                cancellationToken: cancellationToken);
        }
        finally
        {
            DataFolders.Delete(folder);
        }
    }

    public async Task<ProcessReport> ProbeAsync(VariantDefinition host, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(request.Folder, $"probe-{++_runs}");
        CopyIndex(folder);
        using CancellationTokenSource limit = new(s_probeLimit, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await hosts.RunProcessAsync(host, folder, _questions, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LocalRagException(
                FormattableString.Invariant($"The process of the variant {host.Name} had not answered {ProbeQuestions} questions after {s_probeLimit.TotalSeconds:0} s."));
        }
        finally
        {
            DataFolders.Delete(folder);
        }
    }

    public MachineState ReadMachine() => _machine.Read();

    private void CopyIndex(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(_index))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }
}
