using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary><c>llama_batch</c>: tokens with their positions and sequences. The arrays are ours, not the library's.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LlamaBatch
{
    public int TokenCount;
    public int* Tokens;
    public float* Embeddings;
    public int* Positions;
    public int* SequenceIdCounts;
    public int** SequenceIds;
    public sbyte* Outputs;
}
