using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Memory;
using LocalRag.LlamaCpp.Templates;
using LocalRag.LlamaCpp.Tools;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A model's weights with its template, shared by the engines that follow each other over them and by the requests whose answers are still read.</summary>
/// <param name="model">The model; freed when the last owner lets go.</param>
/// <param name="template">The template in use.</param>
/// <param name="tools">How it tells of tools, or null.</param>
/// <param name="summary">What the head of the file says.</param>
/// <param name="offload">How much of it is on a GPU.</param>
/// <param name="entries">The entries in the ledger of memory.</param>
internal sealed class ModelWeights(LlamaModel model, ChatTemplate template, IToolCallFormat? tools, GgufSummary summary, GpuOffload offload, EngineMemory entries)
{
    private readonly Lock _lock = new();
    private int _owners = 1;
    private bool _freed;

    public LlamaModel Model { get; } = model;

    public ChatTemplate Template { get; } = template;

    public IToolCallFormat? Tools { get; } = tools;

    public GgufSummary Summary { get; } = summary;

    public GpuOffload Offload { get; } = offload;

    /// <summary>Gets how many bytes they take, by the ledger.</summary>
    public long Bytes => entries.Bytes;

    /// <summary>Gets how many bytes they take on a GPU.</summary>
    public long DeviceBytes => entries.DeviceBytes;

    /// <summary>Adds an owner, unless the last one has let go.</summary>
    public bool TryShare()
    {
        lock (_lock)
        {
            if (_owners == 0)
            {
                return false;
            }

            _owners++;
            return true;
        }
    }

    /// <summary>Lets go; the last owner frees the weights.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (_owners == 0 || --_owners > 0)
            {
                return;
            }
        }

        FreeOnce();
    }

    /// <summary>Frees the weights although there may be readers left, who then get an <see cref="ObjectDisposedException"/>: the process, or the client, ends.</summary>
    public void Free()
    {
        lock (_lock)
        {
            _owners = 0;
        }

        FreeOnce();
    }

    private void FreeOnce()
    {
        lock (_lock)
        {
            if (_freed)
            {
                return;
            }

            _freed = true;
        }

        Model.Dispose();
        entries.Dispose();
        EngineTelemetry.AddDeviceLayers(-Offload.Layers);
    }
}
