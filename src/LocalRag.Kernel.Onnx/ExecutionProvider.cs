namespace LocalRag.Onnx;

/// <summary>What computes an encoder.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>Apple's Core ML, which chooses between processor, GPU and Neural Engine itself and does not tell which it took. Only on macOS.</summary>
    CoreMl,
}
