using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Prefixes;

namespace LocalRag.LlamaCpp.Evidence;

/// <summary>Puts evidence behind what a sequence holds, from copies that were computed behind the fixed beginning of prompts. Used by the engine's thread alone.</summary>
/// <remarks>
/// 1. A copy of evidence is an ordinary stored prefix: the beginning, then the evidence. There is no second cache.
/// 2. Keys and values that are put in place never saw the evidence before them: the answer is an approximation. What a sequence holds from there on is not kept as a prefix.
/// 3. What cannot be put in place is computed like any other part of the prompt.
/// </remarks>
internal sealed unsafe class EvidenceSplicer(LlamaContextHandle context, LlamaModelHandle model, PrefixStore store, int pieceTokens) : IDisposable
{
    /// <summary>How far apart the two positions are at which it is tried out how keys turn: wrong speeds then make angles of their own.</summary>
    private const int TrialShift = 1021;

    private readonly nint _memory = NativeMethods.llama_get_memory(context);
    private readonly DecodeBatch _trial = new(1);
    private KeyRotation? _rotation;

    /// <summary>Gets why nothing can be put in place with this model and these settings; null while that is not known.</summary>
    public string? Problem { get; private set; }

    /// <summary>Returns whether the segment that comes next is evidence of which there is a copy.</summary>
    public bool HasNext(SequenceSlot slot) => Problem is null && Find(slot.Request!.Prompt, slot.Segment) is not null;

    /// <summary>Puts in place what comes next, if it is evidence of which there is a copy, and moves the slot past it.</summary>
    /// <param name="slot">The sequence, with its request.</param>
    /// <param name="most">The most segments.</param>
    /// <returns>How many tokens were put in place.</returns>
    public int Place(SequenceSlot slot, int most)
    {
        List<PrefixNode> run = [];
        while (Problem is null && run.Count < most && Find(slot.Request!.Prompt, slot.Segment + run.Count) is { } node)
        {
            run.Add(node);
        }

        if (run.Count == 0 || slot.Position == 0)
        {
            return 0;
        }

        using KvBuffer held = Read(slot.Id);
        if (KvLayout.TryRead(held) is not { } layout || layout.Cells != slot.Position)
        {
            Problem = "the keys and values of this model are not laid out as they are expected to be";
            return 0;
        }

        if (_rotation is null)
        {
            Learn(slot.Id, run[0].Piece[^1]);
        }

        int placed = 0;
        while (Problem is null && run.Count > 0 && placed == 0)
        {
            placed = TryPlace(slot, held, layout, run);
        }

        if (placed == 0)
        {
            // A trial, or a state that was refused, may have taken the place of what the sequence held.
            return Write(slot.Id, held) ? 0 : throw Failed("take back");
        }

        foreach (PrefixNode _ in run)
        {
            slot.AdvancePrompt(slot.Request!.Prompt.Segments[slot.Segment].Length - slot.Offset);
        }

        return placed;
    }

    public void Dispose() => _trial.Dispose();

    // Of the last segment the logits are needed, so it is always computed.
    private PrefixNode? Find(Prompt prompt, int segment)
    {
        if (prompt.Evidence is not { } evidence || !evidence.Segments.Contains(segment) || segment >= prompt.Segments.Count - 1)
        {
            return null;
        }

        PrefixNode? node = store.Match(PromptPieces.Cut(evidence.Behind(prompt.Segments[segment]), pieceTokens));
        return node is not null && node.Tokens == evidence.HeadTokens + prompt.Segments[segment].Length && store.HasCopy(node) ? node : null;
    }

    /// <summary>Tries to put all of a run in place; shortens the run where a copy turns out to be of no use.</summary>
    private int TryPlace(SequenceSlot slot, KvBuffer held, KvLayout layout, List<PrefixNode> run)
    {
        PromptEvidence evidence = slot.Request!.Prompt.Evidence!;
        int tokens = run.Sum(node => node.Tokens - evidence.HeadTokens) - slot.Offset;
        using KvSplice splice = new(held, layout, layout.Cells + tokens);
        int skipped = slot.Offset;
        foreach ((int index, PrefixNode node) in run.Index())
        {
            int from = evidence.HeadTokens + skipped;
            if (!store.Use(node, copy => KvLayout.TryRead(copy) is { } of && splice.TryAppend(copy, of, from, node.Tokens - from, _rotation!)))
            {
                run.RemoveRange(index, run.Count - index);
                return 0;
            }

            skipped = 0;
        }

        using KvBuffer state = splice.Take();
        if (Write(slot.Id, state))
        {
            return tokens;
        }

        Problem = "llama.cpp refuses keys and values that were put together";
        return 0;
    }

    /// <summary>Learns whether keys are turned here as llama.cpp turns them.</summary>
    /// <remarks>
    /// A token alone in a sequence sees nothing but itself, wherever it stands: of its keys at two positions the one is the other, turned, in every layer. To let the
    /// library shift something would say the same, but goes through all cells of the context, and so through all of its memory.
    /// </remarks>
    private void Learn(int sequence, int token)
    {
        if (KeyRotation.TryCreate(model) is not { } rotation)
        {
            Problem = "the positions of this model's keys are of a kind that is not known";
            return;
        }

        using KvBuffer? first = TryCompute(sequence, token, 0);
        using KvBuffer? second = TryCompute(sequence, token, TrialShift);
        if (first is null || second is null || KvLayout.TryRead(first) is not { } before || KvLayout.TryRead(second, TrialShift) is not { } after)
        {
            Problem = "llama.cpp could not compute a token at two positions";
        }
        else if (rotation.TryLearn(layer => Keys(first, before, layer), layer => Keys(second, after, layer), before.Keys, TrialShift))
        {
            _rotation = rotation;
        }
        else
        {
            Problem = "the keys of this model do not turn with their positions as its file says";
        }
    }

    private KvBuffer? TryCompute(int sequence, int token, int position)
    {
        NativeMethods.llama_memory_seq_rm(_memory, sequence, -1, -1);
        _trial.Clear();
        _trial.Add(token, position, sequence, output: false);
        return NativeMethods.llama_decode(context, _trial.Native) == 0 ? Read(sequence) : null;
    }

    private static ReadOnlySpan<byte> Keys(KvBuffer state, KvLayout layout, int layer) =>
        state.Slice(layout.Keys[layer].Offset, layout.Cells * layout.Keys[layer].CellBytes);

    private KvBuffer Read(int sequence)
    {
        long bytes = (long)NativeMethods.llama_state_seq_get_size(context, sequence);
        KvBuffer state = new(Math.Max(1, bytes));
        if ((long)NativeMethods.llama_state_seq_get_data(context, state, (nuint)bytes, sequence) == bytes)
        {
            return state;
        }

        state.Dispose();
        throw Failed("hand out");
    }

    private static LocalRagException Failed(string verb) => new(
        $"llama.cpp did not {verb} the keys and values of a sequence.", "Set Llama:EvidenceReuse to false; the log has the library's own messages.");

    private bool Write(int sequence, KvBuffer state) =>
        NativeMethods.llama_state_seq_set_data(context, state, (nuint)state.Bytes, sequence) == (nuint)state.Bytes;
}
