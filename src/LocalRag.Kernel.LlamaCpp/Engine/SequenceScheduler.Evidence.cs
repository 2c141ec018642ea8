using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Sampling;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Engine;

/// <content>Takes evidence over from other prompts, and checks afterwards, while nobody asks, what that does to answers.</content>
internal sealed partial class SequenceScheduler
{
    private const int MostAudits = 8;

    private readonly EvidenceSplicer? _evidence;
    private readonly EvidenceGuard? _guard;
    private readonly LinkedList<EvidenceAudit> _audits = [];

    /// <summary>Gets whether there are answers to check.</summary>
    public bool HasAudits => _audits.Count > 0 && _guard is { IsOpen: true } && ReusesEvidence(_settings);

    /// <summary>Gets whether an answer is being checked.</summary>
    public bool IsAuditing => _slots.Any(slot => slot.Request?.Audit is not null);

    /// <summary>Returns whether settings ask for evidence to be taken over.</summary>
    public static bool ReusesEvidence(LlamaOptions settings) => settings.EvidenceReuse && FindHindrance(settings) is null;

    /// <summary>Begins to check an answer.</summary>
    public void StartAudit()
    {
        EvidenceAudit audit = _audits.First!.Value;
        _audits.RemoveFirst();
        Start(new GenerationRequest(audit.Prompt, new TokenSampler(_vocabulary, new SamplingSettings(), 1), audit.Tokens, CancellationToken.None) { Audit = audit });
    }

    /// <summary>Stops checking for now: somebody asks.</summary>
    public void GiveWay()
    {
        foreach (SequenceSlot slot in _slots)
        {
            if (slot.Request?.Audit is { } audit)
            {
                audit.Restart();
                _audits.AddFirst(audit);
                Finish(slot, GenerationEnd.None, new OperationCanceledException());
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Llama:EvidenceReuse switched itself off: the first tokens of answers agree with those of full prompts to {Agreement:P0}, Llama:EvidenceMinAgreement is {Least:P0}. Prompts are computed in full from now on.")]
    private static partial void LogDisagreement(ILogger logger, double agreement, double least);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Llama:EvidenceReuse has no effect: {Problem}. Prompts are computed in full.")]
    private static partial void LogNoEvidence(ILogger logger, string problem);

    private static string? FindHindrance(LlamaOptions settings) =>
        !settings.PrefixReuse ? "it needs Llama:PrefixReuse"
        : settings.Reproducible ? "Llama:Reproducible is set"
        : settings.KvType is KvType.Q8 or KvType.Q4 ? "it needs Llama:KvType F16 or F32"
        : null;

    private void ApplyEvidence(LlamaOptions settings)
    {
        if (_guard is not null && settings.EvidenceReuse && FindHindrance(settings) is { } problem)
        {
            Report(problem);
        }
        else if (ReusesEvidence(settings) && !ReusesEvidence(_settings))
        {
            _guard?.Reset();
        }
    }

    private void Report(string problem)
    {
        if (_guard!.Close(problem))
        {
            LogNoEvidence(_logger, problem);
        }
    }

    /// <summary>Puts in place what evidence it can.</summary>
    /// <returns>The most tokens of the next piece.</returns>
    private int PlaceEvidence(SequenceSlot slot)
    {
        GenerationRequest request = slot.Request!;
        if (_evidence is null || request.Prompt.Evidence is null || request.Audit is not null || !ReusesEvidence(_settings) || !_guard!.IsOpen)
        {
            return _pieceTokens;
        }

        int recompute = Math.Min(_settings.EvidenceRecomputeTokens, _pieceTokens);
        if (slot.Offset == recompute)
        {
            Place(slot, recompute > 0 ? 1 : int.MaxValue);
        }

        if (slot.Offset == 0 && recompute > 0 && _evidence.HasNext(slot) && request.Prompt.Segments[slot.Segment].Length > recompute)
        {
            // The first tokens of a text draw more attention than they should where they were computed as the first of all evidence.
            request.ExactTokens = Math.Min(request.ExactTokens, slot.Position);
            return recompute;
        }

        return _pieceTokens;
    }

    private void Place(SequenceSlot slot, int most)
    {
        GenerationRequest request = slot.Request!;
        int exact = slot.Position - slot.Offset;
        int placed = _evidence!.Place(slot, most);
        if (_evidence.Problem is { } problem)
        {
            Report(problem);
        }

        if (placed == 0)
        {
            return;
        }

        request.ExactTokens = Math.Min(request.ExactTokens, exact);
        request.ReusedTokens += placed;
        if (request.ApproximateTokens == 0 && _guard!.Sample(_settings.EvidenceAuditShare))
        {
            request.Trace = new AnswerTrace();
        }

        request.ApproximateTokens += placed;
        EngineTelemetry.RecordEvidence(placed);
    }

    private int Likeliest(int outputIndex) => TokenSampler.Likeliest(_context, outputIndex, _vocabulary.Size);

    /// <summary>Compares instead of choosing.</summary>
    private void Compare(SequenceSlot slot, EvidenceAudit audit, int outputIndex)
    {
        int token = audit.Compare(Likeliest(outputIndex));
        if (!audit.IsComplete && slot.Position < _contextTokens)
        {
            slot.Choose(token);
            return;
        }

        Finish(slot, GenerationEnd.Stop);
        EngineTelemetry.RecordAgreement(audit.Agreement);
        if (_guard!.Add(audit.Agreement, _settings.EvidenceMinAgreement))
        {
            LogDisagreement(_logger, _guard.Agreement ?? 0, _settings.EvidenceMinAgreement);
            EngineTelemetry.RecordEvidenceOff();
        }
    }

    private void KeepForAudit(GenerationRequest request, Exception? exception)
    {
        if (request.Trace is { Count: > 0 } trace && exception is null or OperationCanceledException && _audits.Count < MostAudits)
        {
            _audits.AddLast(new EvidenceAudit(request.Prompt, trace));
        }
    }
}
