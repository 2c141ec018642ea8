using System.Diagnostics;
using System.Globalization;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Engine;

/// <content>Computes a piece of a prompt, and the next tokens of the running answers, together or one by one.</content>
internal sealed partial class SequenceScheduler
{
    private void Prefill(SequenceSlot slot)
    {
        int most = PlaceEvidence(slot);
        IReadOnlyList<int[]> segments = slot.Request!.Prompt.Segments;
        int[] segment = segments[slot.Segment];
        int count = Math.Min(most, segment.Length - slot.Offset);
        bool last = slot.Segment == segments.Count - 1 && slot.Offset + count == segment.Length;
        _batch.Clear();
        for (int i = 0; i < count; i++)
        {
            _batch.Add(segment[slot.Offset + i], slot.Position + i, slot.Id, output: last && i == count - 1 && !slot.Request.IsPrefillOnly);
        }

        int result = Decode();
        if (result != 0)
        {
            Finish(slot, GenerationEnd.None, DecodeFailed(result));
            return;
        }

        slot.AdvancePrompt(count);
        if (last)
        {
            _prefilling.Remove(slot);
            if (slot.Request.IsPrefillOnly)
            {
                Finish(slot, GenerationEnd.Stop);
                return;
            }

            slot.Draft = _draft && !_reproducible && slot.Request.Audit is null ? _drafting.Begin(slot.Request.Prompt) : null;
            Choose(slot, count - 1);
        }
    }

    private void DecodeTogether()
    {
        _batch.Clear();
        foreach (SequenceSlot slot in _step)
        {
            _batch.Add(slot.PendingToken, slot.Position, slot.Id, output: true);
        }

        if (Decode() != 0)
        {
            // Which sequence is to blame is not known, and some may have been computed: take all back to where they were, and try each alone.
            foreach (SequenceSlot slot in _step)
            {
                NativeMethods.llama_memory_seq_rm(_memory, slot.Id, slot.Position, -1);
            }

            DecodeOneByOne();
            return;
        }

        for (int i = 0; i < _step.Count; i++)
        {
            _step[i].AdvanceOutput();
            Choose(_step[i], i);
        }
    }

    private void DecodeOneByOne()
    {
        foreach (SequenceSlot slot in _step)
        {
            _batch.Clear();
            _batch.Add(slot.PendingToken, slot.Position, slot.Id, output: true);
            int result = Decode();
            if (result != 0)
            {
                Finish(slot, GenerationEnd.None, DecodeFailed(result));
                continue;
            }

            slot.AdvanceOutput();
            Choose(slot, 0);
        }
    }

    private int Decode()
    {
        int result = _interceptor?.Invoke(_batch) ?? 0;
        long start = Stopwatch.GetTimestamp();
        result = result != 0 ? result : NativeMethods.llama_decode(_context, _batch.Native);
        if (result == 0 && !_reproducible && _governor is not null)
        {
            Govern(_governor, Stopwatch.GetElapsedTime(start));
        }

        return result;
    }

    private void Govern(ThreadGovernor governor, TimeSpan time)
    {
        int threads = governor.Threads;
        governor.Add(_batch.Count, time, Stopwatch.GetElapsedTime(0));
        if (governor.Threads != threads)
        {
            NativeMethods.llama_set_n_threads(
                _context, Math.Min(governor.Threads, LlamaModel.Threads(_settings)), Math.Min(governor.Threads, LlamaModel.BatchThreads(_settings)));
        }
    }

    private LocalRagException DecodeFailed(int result)
    {
        // -1 is a batch that was not valid; what is below comes from the backend, which does not recover.
        if (result < -1 && _device is not null)
        {
            return new DeviceFailedException(_device, string.Create(CultureInfo.InvariantCulture, $"It failed in the middle of a computation (llama_decode returned {result})."));
        }

        return new LocalRagException(
            string.Create(CultureInfo.InvariantCulture, $"llama.cpp could not compute a step of this request (llama_decode returned {result})."),
            result == 1
                ? "The context is full: shorten the prompt or raise Llama:ContextTokens."
                : "Other requests are not affected; the log has the library's own messages.");
    }
}
