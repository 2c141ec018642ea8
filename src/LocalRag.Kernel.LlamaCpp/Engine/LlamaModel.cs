using System.Globalization;
using System.Text;
using LocalRag.LlamaCpp.Devices;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A model in memory, with its vocabulary.</summary>
/// <remarks>Contexts made from it are disposed of before it is.</remarks>
internal sealed unsafe class LlamaModel : IDisposable
{
    // Loading and freeing of models and contexts race with each other inside the library.
    private static readonly Lock s_gate = new();

    // The device that layers are on; null where all of them are on the processor.
    private readonly string? _device;

    private LlamaModel(string path, LlamaModelHandle handle, string? device)
    {
        Path = path;
        Handle = handle;
        _device = device;
        Vocabulary = new Vocabulary(handle);
        TrainedContextTokens = NativeMethods.llama_model_n_ctx_train(handle);
        Description = Describe(handle);
        Template = NativeMethods.llama_model_chat_template(handle, null) is var template && template is not null
            ? NativeMethods.Text(template)
            : null;
    }

    public string Path { get; }

    public LlamaModelHandle Handle { get; }

    public Vocabulary Vocabulary { get; }

    /// <summary>Gets the longest context in tokens that the model was trained for.</summary>
    public int TrainedContextTokens { get; }

    /// <summary>Gets architecture, size and weight type in words.</summary>
    public string Description { get; }

    /// <summary>Gets the chat template in the model's file, or null.</summary>
    public string? Template { get; }

    /// <summary>Loads a model file that <see cref="Gguf.GgufFile"/> has checked.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The engine's settings; the number of layers on a GPU is one that was planned.</param>
    /// <exception cref="ModelUnavailableException">The library refuses it.</exception>
    /// <exception cref="DeviceFailedException">It refuses it with layers on a GPU.</exception>
    public static LlamaModel Load(string path, LlamaOptions options)
    {
        lock (s_gate)
        {
            // A list of one device, or an empty one, which keeps GPUs out altogether; null would mean all of them.
            nint* devices = stackalloc nint[2];
            string? device = options.GpuLayers == 0 ? null : options.GpuDevice;
            devices[0] = device is null ? 0 : NativeDevices.Find(device);
            devices[1] = 0;
            LlamaModelParams parameters = NativeMethods.llama_model_default_params();
            parameters.GpuLayers = options.GpuLayers;
            parameters.Devices = devices;
            parameters.LoadMode = LlamaLoadMode.Mmap;
            parameters.UseExtraBufts = options.Repack ? (byte)1 : (byte)0;
            LlamaModelHandle handle = NativeMethods.llama_model_load_from_file(path, parameters);
            if (handle.IsInvalid)
            {
                handle.Dispose();
                if (device is not null)
                {
                    throw new DeviceFailedException(device, $"It does not take the model {path} with {options.GpuLayers} layers.");
                }

                throw new ModelUnavailableException(
                    path,
                    $"llama.cpp cannot load the model {path}: its architecture may be newer than this build of the library, or memory is short.",
                    "Set Llama:Model to another model; the log has the library's own messages.");
            }

            handle.Count();
            try
            {
                return new LlamaModel(path, handle, device);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
    }

    /// <summary>Makes the context that the engine's thread works with.</summary>
    /// <param name="options">The engine's settings.</param>
    /// <param name="outputs">The most tokens of a batch whose logits are read.</param>
    /// <exception cref="LocalRagException">The settings do not fit the model, or memory is short.</exception>
    /// <exception cref="DeviceFailedException">The GPU that has layers of the model has no place for its context.</exception>
    public LlamaContextHandle CreateContext(LlamaOptions options, int outputs)
    {
        if (TrainedContextTokens > 0 && options.ContextTokens > TrainedContextTokens)
        {
            throw new LocalRagException(
                string.Create(CultureInfo.InvariantCulture, $"Llama:ContextTokens is {options.ContextTokens}, but the model {Path} was made for {TrainedContextTokens}."),
                string.Create(CultureInfo.InvariantCulture, $"Set Llama:ContextTokens to at most {TrainedContextTokens}, or choose another model."));
        }

        lock (s_gate)
        {
            LlamaContextHandle context = NativeMethods.llama_init_from_model(Handle, ContextParameters(options, outputs));
            if (context.IsInvalid)
            {
                context.Dispose();
                if (_device is not null)
                {
                    throw new DeviceFailedException(
                        _device,
                        string.Create(CultureInfo.InvariantCulture, $"It has no place for {options.Sequences} sequences of {options.ContextTokens} tokens of the model {Path}."));
                }

                throw new LocalRagException(
                    string.Create(CultureInfo.InvariantCulture, $"llama.cpp cannot set up {options.Sequences} sequences of {options.ContextTokens} tokens for the model {Path}."),
                    "Lower Llama:ContextTokens or Llama:Sequences, or set Llama:KvType and Llama:FlashAttention to their defaults; the log has the library's own messages.");
            }

            context.KeepAlive(Handle);
            if (NativeMethods.llama_n_ctx_seq(context) < options.ContextTokens || NativeMethods.llama_n_seq_max(context) < options.Sequences)
            {
                context.Dispose();
                throw new LocalRagException(
                    $"llama.cpp gave the model {Path} less context than Llama:ContextTokens and Llama:Sequences ask for.",
                    "Lower Llama:ContextTokens or Llama:Sequences.");
            }

            return context;
        }
    }

    public void Dispose()
    {
        lock (s_gate)
        {
            Handle.Dispose();
        }
    }

    /// <summary>Frees a context while no other context or model is being made or freed.</summary>
    public static void Free(LlamaContextHandle context)
    {
        lock (s_gate)
        {
            context.Dispose();
        }
    }

    /// <summary>Returns how many threads compute the next token.</summary>
    public static int Threads(LlamaOptions options) => options.Threads > 0 ? options.Threads : ProcessorTopology.Cores;

    /// <summary>Returns how many threads process a prompt.</summary>
    public static int BatchThreads(LlamaOptions options) => options.BatchThreads > 0 ? options.BatchThreads : Threads(options);

    private LlamaContextParams ContextParameters(LlamaOptions options, int outputs)
    {
        GgmlType kvType = options.KvType switch
        {
            KvType.F32 => GgmlType.F32,
            KvType.Q8 => GgmlType.Q8_0,
            KvType.Q4 => GgmlType.Q4_0,
            _ => GgmlType.F16,
        };
        uint batch = (uint)Math.Max(options.PrefillPieceTokens, outputs);
        LlamaContextParams parameters = NativeMethods.llama_context_default_params();
        parameters.ContextTokens = (uint)options.ContextTokens * (uint)options.Sequences;
        parameters.BatchTokens = batch;
        parameters.MicroBatchTokens = batch;
        parameters.MaxSequences = (uint)options.Sequences;

        // For every token of a piece, llama.cpp would set logits aside: 50 MB for the sample model.
        parameters.MaxOutputs = (uint)outputs;
        parameters.Threads = Threads(options);
        parameters.BatchThreads = BatchThreads(options);
        parameters.FlashAttention = options.FlashAttention switch
        {
            FlashAttention.On => LlamaFlashAttention.Enabled,
            FlashAttention.Off => LlamaFlashAttention.Disabled,
            _ => LlamaFlashAttention.Auto,
        };
        parameters.KeyType = kvType;
        parameters.ValueType = kvType;
        parameters.OffloadKqv = _device is null ? (byte)0 : (byte)1;
        parameters.OpOffload = _device is null ? (byte)0 : (byte)1;
        parameters.NoPerf = 1;

        // One stream of keys and values for each sequence: a shared one lets neighbours change an answer's last bits.
        parameters.KvUnified = 0;
        return parameters;
    }

    private static string Describe(LlamaModelHandle handle)
    {
        byte* buffer = stackalloc byte[256];
        int length = NativeMethods.llama_model_desc(handle, buffer, 256);
        return Encoding.UTF8.GetString(buffer, Math.Clamp(length, 0, 255));
    }
}
