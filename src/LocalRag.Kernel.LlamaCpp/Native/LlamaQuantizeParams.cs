using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary><c>llama_model_quantize_params</c> of llama.cpp v0.4.0. C's <c>bool</c> is one byte.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LlamaQuantizeParams
{
    public int Threads;
    public int FileType;
    public GgmlType OutputTensorType;
    public GgmlType TokenEmbeddingType;
    public byte AllowRequantize;
    public byte QuantizeOutputTensor;
    public byte OnlyCopy;
    public byte Pure;
    public byte KeepSplit;
    public byte DryRun;
    public nint ImportanceMatrix;
    public nint KvOverrides;
    public nint TensorTypeOverrides;
    public nint PrunedLayers;
}
