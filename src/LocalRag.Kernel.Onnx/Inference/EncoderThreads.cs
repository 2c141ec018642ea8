namespace LocalRag.Onnx.Inference;

/// <summary>The settings of an encoder that only a new one can take: how its threads work, and what computes.</summary>
/// <param name="Threads">How many compute a batch.</param>
/// <param name="ConcurrentBatches">How many batches are computed at the same time.</param>
/// <param name="Spin">Whether threads that wait keep the processor busy.</param>
/// <param name="Provider">What is to compute.</param>
internal readonly record struct EncoderThreads(int Threads, int ConcurrentBatches, bool Spin, ExecutionProvider Provider)
{
    /// <summary>A small encoder gains nothing from more.</summary>
    private const int MostThreads = 4;

    public static EncoderThreads Of(OnnxOptions options) => new(
        options.Threads > 0 ? options.Threads : Math.Min(Environment.ProcessorCount, MostThreads), options.ConcurrentBatches, options.Spin, options.ExecutionProvider);
}
