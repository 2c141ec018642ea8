using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Owns a sampler chain and the samplers added to it.</summary>
internal sealed class LlamaSamplerHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMethods.llama_sampler_free(handle);
        return true;
    }
}
