using LocalRag.Measurement;
using LocalRag.Testing;
using LocalRag.Tests.Hosting;

namespace LocalRag.Tests.Measurement;

/// <summary>Starts hosts over doubles, and remembers them.</summary>
internal sealed class FakeHosts : IBenchmarkHosts
{
    public const string RightAnswer = "Decode is limited by memory bandwidth.";

    public List<(VariantDefinition Variant, TestHost Host)> Started { get; } = [];

    /// <summary>Gets or sets what a variant answers.</summary>
    public Func<VariantDefinition, string> Answer { get; init; } = _ => RightAnswer;

    /// <summary>Gets or sets whether the documents hold nothing that fits a question.</summary>
    public bool FindsNothing { get; init; }

    /// <summary>Gets or sets how many bytes a process of a variant holds.</summary>
    public Func<VariantDefinition, long> SteadyBytes { get; init; } = _ => 200_000_000;

    public Task<BenchmarkHost> StartAsync(VariantDefinition variant, string dataDirectory, CancellationToken cancellationToken)
    {
        TestHost host = new() { Chat = TestChatClient.Answering(Answer(variant)) };
        host.With("Plugins:Enabled", "false").With("Retrieval:Limit", "7");
        if (FindsNothing)
        {
            host.Index.Hits = [];
        }

        Started.Add((variant, host));
        return Task.FromResult(new BenchmarkHost(host.Provider, host));
    }

    public Task<ProcessReport> RunProcessAsync(
        VariantDefinition variant, string dataDirectory, IReadOnlyList<string> questions, CancellationToken cancellationToken) =>
        Task.FromResult(new ProcessReport(
            500, 900, "pss", SteadyBytes(variant) + 20_000_000, SteadyBytes(variant),
            [new MemoryPoint(1, "answers", SteadyBytes(variant), [new MemoryOwner("mapped weights", 90_000_000), new MemoryOwner("managed heap", 30_000_000)])]));
}
