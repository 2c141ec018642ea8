using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Drafting;

/// <summary>All that drafting knows across requests: costs, rates, earlier answers, and whether it has paid so far. Used by the engine's thread alone.</summary>
/// <param name="costs">The costs of steps, where they are known already.</param>
internal sealed class DraftingLedger(BatchCosts? costs = null)
{
    private const int RememberedTokens = 4096;

    /// <summary>Stands between two answers; no token has this number, so that no match goes across.</summary>
    private const int Separator = -1;

    /// <summary>The share of all steps that may be lost to drafts that fail, and what may be lost before there were many.</summary>
    private const double AllowedLoss = 0.005;
    private const double AllowedStart = 4;

    private readonly AcceptanceRates _rates = new();
    private readonly Queue<int> _answers = new();
    private double _gain;
    private double _steps;

    public BatchCosts Costs { get; } = costs ?? new BatchCosts();

    /// <summary>Gets or sets whether the model can take tokens back, without which there is no drafting.</summary>
    public bool IsPossible { get; set; } = true;

    /// <summary>Gets whether drafts may be tried: the costs are known, and what failed ones cost was made up for by others.</summary>
    public bool MayDraft => IsPossible && Costs.IsKnown && _gain > -AllowedStart - (AllowedLoss * _steps);

    public SequenceDraft Begin(Prompt prompt) => new(prompt, _answers, _rates);

    /// <summary>Remembers an answer, which later ones may repeat.</summary>
    public void End(SequenceDraft draft)
    {
        _answers.Enqueue(Separator);
        foreach (int token in draft.Answer)
        {
            _answers.Enqueue(token);
        }

        while (_answers.Count > RememberedTokens)
        {
            _answers.Dequeue();
        }
    }

    /// <summary>Takes the outcome of a step.</summary>
    /// <param name="size">The number of tokens computed.</param>
    /// <param name="tokens">The number of tokens of the answer that it gave.</param>
    /// <param name="time">What it took.</param>
    public void Add(int size, int tokens, TimeSpan time)
    {
        Costs.Correct(size, time);
        _steps += tokens;
        if (size > 1)
        {
            _gain += tokens - Costs.Of(size);
        }
    }
}
