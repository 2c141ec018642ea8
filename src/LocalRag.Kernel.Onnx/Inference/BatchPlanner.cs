namespace LocalRag.Onnx.Inference;

/// <summary>Cuts texts into batches: similar lengths together, so that little is padded, and few tokens each, so that a batch stays in the processor's cache.</summary>
internal static class BatchPlanner
{
    /// <summary>Returns the positions of the texts of each batch.</summary>
    /// <param name="lengths">The length of each text in tokens.</param>
    /// <param name="maxTexts">The texts a batch may hold.</param>
    /// <param name="maxTokens">The tokens a batch of several texts may hold, padding included; a text that is longer goes alone.</param>
    public static List<int[]> Plan(ReadOnlySpan<int> lengths, int maxTexts, int maxTokens)
    {
        int[] order = new int[lengths.Length];
        for (int index = 0; index < order.Length; index++)
        {
            order[index] = index;
        }

        if (maxTexts > 1)
        {
            int[] keys = lengths.ToArray();
            Array.Sort(keys, order);
        }

        List<int[]> batches = [];
        int start = 0;
        for (int end = 1; end <= order.Length; end++)
        {
            // Lengths ascend, so the next text sets the width of the whole batch.
            int count = end - start;
            bool full = end == order.Length || count == maxTexts || (long)(count + 1) * lengths[order[end]] > maxTokens;
            if (full)
            {
                batches.Add(order[start..end]);
                start = end;
            }
        }

        return batches;
    }
}
