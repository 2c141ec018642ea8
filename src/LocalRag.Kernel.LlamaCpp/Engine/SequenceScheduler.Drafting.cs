using System.Diagnostics;
using LocalRag.LlamaCpp.Drafting;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Engine;

/// <content>Computes guessed tokens together with the last one, while one request runs alone.</content>
internal sealed partial class SequenceScheduler
{
    private readonly DraftingLedger _drafting;
    private volatile bool _draft;
    private bool _hasAnswered;

    /// <summary>Uses a moment in which nobody asks to measure what drafting must know.</summary>
    /// <returns>Whether it did something and there may be more to do.</returns>
    public bool Calibrate()
    {
        // Not before the first answer: the request that the model was loaded for is about to come.
        if (!_draft || !_hasAnswered || !_drafting.IsPossible || _drafting.Costs.IsKnown)
        {
            return false;
        }

        SequenceSlot slot = _slots.MinBy(candidate => NativeMethods.llama_memory_seq_pos_max(_memory, candidate.Id))!;
        int position = NativeMethods.llama_memory_seq_pos_max(_memory, slot.Id) + 1;
        int size = _drafting.Costs.NextSize;
        if (position + size > _contextTokens)
        {
            return false;
        }

        _batch.Clear();
        for (int i = 0; i < size; i++)
        {
            _batch.Add((_vocabulary.Size / 2) + i, position + i, slot.Id, output: true);
        }

        long start = Stopwatch.GetTimestamp();
        int result = Decode();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        bool takenBack = NativeMethods.llama_memory_seq_rm(_memory, slot.Id, position, -1) != 0;
        if (result != 0 || !takenBack)
        {
            _drafting.IsPossible = false;
            Empty(slot);
            return false;
        }

        _drafting.Costs.Add(time);
        return true;
    }

    // The last token and a guess at those after it, in one step: what the model would have chosen itself is kept, so the answer is the same.
    private void DecodeDrafted(SequenceSlot slot)
    {
        GenerationRequest request = slot.Request!;
        int most = Math.Min(request.MaxTokens - slot.Generated, _contextTokens - slot.Position) - 1;
        int[] draft = _drafting.MayDraft ? [.. slot.Draft!.Propose(_drafting.Costs, most)] : [];
        _batch.Clear();
        _batch.Add(slot.PendingToken, slot.Position, slot.Id, output: true);
        for (int i = 0; i < draft.Length; i++)
        {
            _batch.Add(draft[i], slot.Position + 1 + i, slot.Id, output: true);
        }

        long start = Stopwatch.GetTimestamp();
        if (Decode() != 0)
        {
            NativeMethods.llama_memory_seq_rm(_memory, slot.Id, slot.Position, -1);
            DecodeOneByOne();
            return;
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        request.DraftedTokens += draft.Length;
        int kept = 0;
        slot.AdvanceOutput();
        Choose(slot, 0);
        while (slot.Request == request && kept < draft.Length && slot.PendingToken == draft[kept])
        {
            kept++;
            request.AcceptedTokens++;
            slot.AdvanceOutput();
            Choose(slot, kept);
        }

        if (slot.Request == request && kept < draft.Length)
        {
            NativeMethods.llama_memory_seq_rm(_memory, slot.Id, slot.Position, -1);
        }

        _drafting.Add(1 + draft.Length, kept + 1, time);
    }
}
