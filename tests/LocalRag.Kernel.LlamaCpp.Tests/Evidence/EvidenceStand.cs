using System.Diagnostics.Metrics;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.LlamaCpp.Tests.Prefixes;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Evidence;

/// <summary>An engine that takes evidence over, what it computed, and what it reported.</summary>
internal sealed class EvidenceStand : IDisposable
{
    public const int Tokens = 10;

    private readonly ChatModelFixture _fixture;
    private readonly MeterListener _listener = new();
    private readonly SemaphoreSlim _audits = new(0);

    public EvidenceStand(ChatModelFixture fixture, LlamaOptions options)
    {
        _fixture = fixture;
        Store = new PrefixStore("test", 64 << 20);
        Engine = new LlamaEngine(fixture.Model.Model, options, Logger, Store, Intercept);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "localrag.engine.evidence.agreement")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => _audits.Release());
        _listener.Start();
    }

    public PrefixStore Store { get; }

    public LlamaEngine Engine { get; }

    public RecordingLogger Logger { get; } = new();

    /// <summary>Gets how many tokens were computed since it was last set.</summary>
    public int Computed { get; set; }

    public Action? OnBatch { get; set; }

    public static LlamaOptions Options(bool evidence = true, int sequences = 1) => new()
    {
        ContextTokens = 256,
        Sequences = sequences,
        Threads = 1,
        PrefixReuse = true,
        EvidenceReuse = evidence,
        EvidenceAuditShare = 0,
    };

    /// <summary>Has the evidence of a prompt computed on its own.</summary>
    public async Task PrepareAsync(Prompt prompt)
    {
        foreach (int segment in prompt.Evidence!.Segments.Order())
        {
            await ComputeAsync(prompt.Evidence.Behind(prompt.Segments[segment]));
        }
    }

    public async Task ComputeAsync(Prompt beginning)
    {
        GenerationRequest request = EvidencePreparation.NewRequest(_fixture.Model, beginning, TestContext.Current.CancellationToken);
        Engine.Submit(request);
        await request.Tokens.Completion;
    }

    /// <summary>Computes a beginning, and returns a copy of its keys and values.</summary>
    public async Task<KvBuffer> CopyAsync(Prompt beginning)
    {
        await ComputeAsync(beginning);
        KvBuffer? copy = null;
        Assert.True(Store.Use(Store.Match(PromptPieces.Cut(beginning, 256))!, state =>
        {
            copy = new KvBuffer(state.Bytes);
            state.Slice(0, (int)state.Bytes).CopyTo(copy.Slice(0, (int)state.Bytes));
            return true;
        }));
        return copy!;
    }

    public Task<(string Answer, GenerationRequest Request)> AskAsync(ChatMessage[] messages, int maxTokens = Tokens) =>
        AskAsync(PrefixPrompts.BuildEvidence(_fixture, messages), maxTokens);

    public async Task<(string Answer, GenerationRequest Request)> AskAsync(Prompt prompt, int maxTokens = Tokens)
    {
        Computed = 0;
        GenerationRequest request = _fixture.NewRequest(prompt, maxTokens);
        Engine.Submit(request);
        string answer = string.Join(' ', await request.Tokens.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        await Engine.DrainAsync(TestContext.Current.CancellationToken);
        return (answer, request);
    }

    /// <summary>Waits until one more answer was checked.</summary>
    public Task AuditedAsync() => _audits.WaitAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _listener.Dispose();
        Engine.Dispose();
        Store.Dispose();
        _audits.Dispose();
    }

    private int Intercept(DecodeBatch batch)
    {
        Computed += batch.Count;
        OnBatch?.Invoke();
        return 0;
    }
}
