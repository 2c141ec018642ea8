using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary><c>llama_model_params</c> of llama.cpp v0.4.0. C's <c>bool</c> is one byte.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaModelParams
{
    public nint* Devices;
    public nint TensorBuftOverrides;
    public int GpuLayers;
    public int SplitMode;
    public LlamaLoadMode LoadMode;
    public int LazyMode;
    public int MainGpu;
    public float* TensorSplit;
    public delegate* unmanaged[Cdecl]<float, nint, byte> ProgressCallback;
    public nint ProgressCallbackUserData;
    public nint KvOverrides;
    public byte VocabOnly;
    public byte CheckTensors;
    public byte UseExtraBufts;
    public byte NoHost;
    public byte NoAlloc;
    public byte LoadMtp;
}

internal enum LlamaLoadMode
{
    Auto = -1,
    None = 0,
    Mmap = 1,
}
