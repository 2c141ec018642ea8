using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Devices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Owns a <c>llama_context</c> and keeps its model alive, so that whatever the order of disposal the context goes first.</summary>
internal sealed class LlamaContextHandle() : SafeHandle(0, ownsHandle: true)
{
    private LlamaModelHandle? _model;

    public override bool IsInvalid => handle == 0;

    /// <summary>Ties the model's life to this context; called once, right after the context was made.</summary>
    public void KeepAlive(LlamaModelHandle model)
    {
        bool added = false;
        model.DangerousAddRef(ref added);
        _model = model;
        NativeObjects.Made();
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.llama_free(handle);
        if (_model is not null)
        {
            _model.DangerousRelease();
            NativeObjects.Freed();
        }

        return true;
    }
}
