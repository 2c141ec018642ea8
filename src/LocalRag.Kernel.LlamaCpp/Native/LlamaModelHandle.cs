using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Devices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Owns a <c>llama_model</c>. Contexts made from it must be freed first.</summary>
internal sealed class LlamaModelHandle() : SafeHandle(0, ownsHandle: true)
{
    private bool _counted;

    public override bool IsInvalid => handle == 0;

    /// <summary>Counts it among what must be freed before the process ends; called once, right after it was loaded.</summary>
    public void Count()
    {
        _counted = true;
        NativeObjects.Made();
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.llama_model_free(handle);
        if (_counted)
        {
            NativeObjects.Freed();
        }

        return true;
    }
}
