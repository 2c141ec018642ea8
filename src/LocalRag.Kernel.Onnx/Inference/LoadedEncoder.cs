namespace LocalRag.Onnx.Inference;

/// <summary>An encoder in memory, with its place in the ledger and the number of calls that use it; everything that changes is its loader's, under the loader's lock.</summary>
internal sealed class LoadedEncoder(SentenceEncoder encoder, EncoderThreads threads, EncoderMemory entry) : IDisposable
{
    public SentenceEncoder Encoder => encoder;

    public EncoderThreads Threads => threads;

    public EncoderMemory Entry => entry;

    /// <summary>Gets or sets how many calls use it.</summary>
    public int Users { get; set; }

    /// <summary>Gets or sets whether another one has taken its place: the last call that leaves it disposes of it.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Gets or sets its place in the ledger.</summary>
    public IDisposable? Registration { get; set; }

    /// <summary>Waits for the batches that are being computed, then frees the encoder.</summary>
    public void Dispose()
    {
        encoder.Dispose();
        Registration?.Dispose();
    }
}
