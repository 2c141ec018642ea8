using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Owns a <c>llama_model</c>. Contexts made from it must be freed first.</summary>
internal sealed class LlamaModelHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.llama_model_free(handle);
        return true;
    }
}
