using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>Gives a request the sequence that holds the longest beginning of its prompt, or puts that beginning there from a copy. Used by the engine's thread alone.</summary>
/// <remarks>
/// 1. A prefix ends where a piece ends, and was computed piece by piece as the prompt's own would be: so the answer is the same to the bit.
/// 2. A prompt's last piece is always computed, for its logits are needed.
/// 3. What was generated is not a prefix: tokens that came one by one were computed in another shape than a prompt's.
/// </remarks>
internal sealed unsafe class SequencePrefixes(LlamaContextHandle context, PrefixStore store, int sequences, int pieceTokens)
{
    /// <summary>Fewer tokens are computed sooner than copied.</summary>
    private const int FewestCopied = 8;

    /// <summary>What may be lost of a sequence's own prefix without copying it first.</summary>
    private const int SmallLoss = 64;

    private readonly nint _memory = NativeMethods.llama_get_memory(context);
    private readonly PrefixNode?[] _resident = new PrefixNode?[sequences];
    private readonly long[] _lastUse = new long[sequences];
    private long _clock;

    /// <summary>Returns the free sequence for a request; it holds as much of the prompt as the request's <see cref="GenerationRequest.ReusedTokens"/> says, and nothing else.</summary>
    public SequenceSlot Claim(IReadOnlyList<SequenceSlot> free, GenerationRequest request)
    {
        List<int[]> pieces = PromptPieces.Cut(request.Prompt, pieceTokens);
        pieces.RemoveAt(pieces.Count - 1);
        PrefixNode? prefix = store.Match(pieces);
        SequenceSlot slot = prefix is null ? Cheapest(free) : Best(free, prefix);
        _lastUse[slot.Id] = ++_clock;
        request.ReusedTokens = prefix is not null && TryProvide(slot, prefix) ? prefix.Tokens : 0;
        if (request.ReusedTokens == 0)
        {
            Clear(slot.Id);
        }

        // While the request runs, the sequence is nobody else's.
        Forget(slot.Id);
        return slot;
    }

    /// <summary>Keeps what a sequence holds of its request's prompt.</summary>
    /// <param name="slot">The sequence, with its request.</param>
    /// <param name="copy">Whether it is copied at once, so that it also serves while the sequence is in use.</param>
    public void Release(SequenceSlot slot, bool copy)
    {
        Prompt prompt = slot.Request!.Prompt;
        int tokens = Math.Min(Math.Min(slot.Position, prompt.TokenCount), slot.Request.ExactTokens);
        if (tokens == 0 || NativeMethods.llama_memory_seq_rm(_memory, slot.Id, tokens, -1) == 0)
        {
            // Some kinds of model cannot give up a part of a sequence.
            Clear(slot.Id);
            return;
        }

        List<int[]> pieces = PromptPieces.Cut(prompt, pieceTokens);
        int count = 0;
        for (int held = 0; held < tokens; held += pieces[count++].Length)
        {
        }

        _resident[slot.Id] = store.AddResident(pieces.Take(count));
        if (copy)
        {
            Copy(slot.Id);
        }
    }

    /// <summary>Returns the last position of the prefix that a free sequence is kept for, -1 for none.</summary>
    public int LastPosition(int sequence) => (_resident[sequence]?.Tokens ?? 0) - 1;

    /// <summary>Empties a sequence.</summary>
    public void Clear(int sequence)
    {
        NativeMethods.llama_memory_seq_rm(_memory, sequence, -1, -1);
        Forget(sequence);
    }

    /// <summary>Empties all sequences, after copying what they hold where that outlives the context.</summary>
    public void Close(bool copy)
    {
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            if (copy)
            {
                Copy(sequence);
            }

            if (_resident[sequence] is not null)
            {
                Clear(sequence);
            }
        }
    }

    private SequenceSlot Best(IReadOnlyList<SequenceSlot> free, PrefixNode prefix)
    {
        SequenceSlot? holder = free
            .Where(slot => _resident[slot.Id] is { } resident && prefix.Covers(resident))
            .MinBy(slot => _resident[slot.Id]!.Tokens);
        return holder is null || (_resident[holder.Id]!.Tokens - prefix.Tokens > SmallLoss && store.HasCopy(prefix)) ? Cheapest(free) : holder;
    }

    private SequenceSlot Cheapest(IReadOnlyList<SequenceSlot> free) =>
        free.FirstOrDefault(slot => _resident[slot.Id] is null) ?? free.MinBy(slot => _lastUse[slot.Id])!;

    private bool TryProvide(SequenceSlot slot, PrefixNode prefix)
    {
        if (_resident[slot.Id] is { } resident && prefix.Covers(resident))
        {
            if (resident.Tokens - prefix.Tokens > SmallLoss)
            {
                Copy(slot.Id);
            }

            return Cut(slot.Id, prefix);
        }

        Copy(slot.Id);
        Clear(slot.Id);
        return prefix.Tokens >= FewestCopied && store.Use(prefix, values => Restore(slot.Id, values)) && Cut(slot.Id, prefix);
    }

    // A copy names the number of sequences of its context, and only a context of as many takes it; the library would call it an error in the log.
    private bool Restore(int sequence, KvBuffer values) => (KvLayout.TryRead(values) is not { } layout || layout.Streams == sequences)
        && NativeMethods.llama_state_seq_set_data(context, values, (nuint)values.Bytes, sequence) == (nuint)values.Bytes;

    private bool Cut(int sequence, PrefixNode prefix) => NativeMethods.llama_memory_seq_rm(_memory, sequence, prefix.Tokens, -1) != 0;

    private void Copy(int sequence)
    {
        if (_resident[sequence] is not { Tokens: >= FewestCopied } node)
        {
            return;
        }

        long bytes = (long)NativeMethods.llama_state_seq_get_size(context, sequence);
        if (bytes == 0 || !store.Wants(node, bytes))
        {
            return;
        }

        KvBuffer values = new(bytes);
        if ((long)NativeMethods.llama_state_seq_get_data(context, values, (nuint)bytes, sequence) == bytes)
        {
            store.Put(node, values);
        }
        else
        {
            values.Dispose();
        }
    }

    /// <summary>Notes that a sequence was emptied.</summary>
    public void Forget(int sequence)
    {
        if (_resident[sequence] is { } node)
        {
            _resident[sequence] = null;
            store.RemoveResident(node);
        }
    }
}
