using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary><c>llama_token_data_array</c>: the candidates that samplers narrow down. C's <c>bool</c> is one byte.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaTokenDataArray
{
    public LlamaTokenData* Data;
    public nuint Size;
    public long Selected;
    public byte Sorted;
}
