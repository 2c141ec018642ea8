using System.Buffers;
using LocalRag.Onnx.Providers;
using LocalRag.Onnx.Tokenization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LocalRag.Onnx.Inference;

/// <summary>One loaded encoder. Runs may overlap; none may overlap with disposal.</summary>
internal sealed class EncoderSession : IDisposable
{
    private const string InputIds = "input_ids";
    private const string AttentionMask = "attention_mask";
    private const string TokenTypeIds = "token_type_ids";

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly RunOptions _runAndShrink = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    /// <exception cref="ArgumentException">The model is not a sentence encoder; the message says why.</exception>
    /// <exception cref="OnnxRuntimeException">The file is no ONNX model, or not one for this runtime.</exception>
    /// <exception cref="NotSupportedException">The runtime does not have the provider.</exception>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="spin">Whether they keep the processor busy while they wait.</param>
    /// <param name="provider">What computes; what it cannot, the processor does.</param>
    /// <param name="profile">The start of the name of a file that is told which operation was computed where, until <see cref="EndProfile"/>; null for none.</param>
    public EncoderSession(string path, int threads, bool spin, ExecutionProvider provider = ExecutionProvider.Cpu, string? profile = null)
    {
        // Windows builds of the runtime send usage events unless told not to.
        OrtEnv.Instance().DisableTelemetryEvents();
        using SessionOptions options = new()
        {
            IntraOpNumThreads = threads,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Errors come as exceptions; the runtime would print them to the console as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", spin ? "1" : "0");
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        ExecutionProviders.Append(options, provider);
        if (profile is not null)
        {
            options.ProfileOutputPathPrefix = profile;
            options.EnableProfiling = true;
        }

        _runAndShrink.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        _session = new InferenceSession(path, options);
        try
        {
            _inputs = CheckInputs(_session.InputMetadata);
            (string output, Dimensions) = CheckOutputs(_session.OutputMetadata);
            _outputs = [output];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the length of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Computes the vectors of a batch, one text after the other in <paramref name="vectors"/>.</summary>
    /// <param name="batch">The texts; shorter ones are padded to the longest.</param>
    /// <param name="vectors">Takes a unit-length vector for each text.</param>
    /// <exception cref="InvalidDataException">The encoder gave a vector without a direction.</exception>
    /// <exception cref="OnnxRuntimeException">The encoder failed, for instance at an id that is not in its vocabulary.</exception>
    /// <param name="shrink">Whether the memory of the run goes back to the system afterwards; kept, the next run starts faster.</param>
    public void Encode(ReadOnlySpan<TokenizedText> batch, ReadOnlySpan<float[]> vectors, bool shrink)
    {
        int width = 0;
        foreach (TokenizedText text in batch)
        {
            width = Math.Max(width, text.Ids.Length);
        }

        int cells = batch.Length * width;
        long[] tokens = ArrayPool<long>.Shared.Rent(3 * cells);
        float[] states = ArrayPool<float>.Shared.Rent(cells * Dimensions);
        try
        {
            Fill(batch, width, tokens);
            Run(batch.Length, width, tokens, states, shrink);
            for (int index = 0; index < batch.Length; index++)
            {
                ReadOnlySpan<float> rows = states.AsSpan(index * width * Dimensions, width * Dimensions);
                if (!MeanPooling.TryPool(rows, batch[index].Ids.Length, vectors[index]))
                {
                    throw new InvalidDataException("its output has no direction: it is zero or not a number");
                }
            }
        }
        finally
        {
            ArrayPool<long>.Shared.Return(tokens);
            ArrayPool<float>.Shared.Return(states);
        }
    }

    /// <summary>Ends the profile and returns how much of what was run a provider computed.</summary>
    /// <param name="provider">The runtime's name for the provider.</param>
    public ProviderShare EndProfile(string provider)
    {
        string path = _session.EndProfiling();
        try
        {
            using FileStream file = File.OpenRead(path);
            return ProviderShare.Read(file, provider);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
        _runAndShrink.Dispose();
    }

    // Three blocks in one array: ids, mask, token types. The last is all zero.
    private static void Fill(ReadOnlySpan<TokenizedText> batch, int width, long[] tokens)
    {
        int cells = batch.Length * width;
        tokens.AsSpan(0, 3 * cells).Clear();
        for (int row = 0; row < batch.Length; row++)
        {
            int[] ids = batch[row].Ids;
            for (int column = 0; column < ids.Length; column++)
            {
                tokens[(row * width) + column] = ids[column];
            }

            tokens.AsSpan(cells + (row * width), ids.Length).Fill(1);
        }
    }

    private void Run(int count, int width, long[] tokens, float[] states, bool shrink)
    {
        int cells = count * width;
        long[] shape = [count, width];
        OrtMemoryInfo memory = OrtMemoryInfo.DefaultInstance;
        using OrtValue ids = OrtValue.CreateTensorValueFromMemory(memory, tokens.AsMemory(0, cells), shape);
        using OrtValue mask = OrtValue.CreateTensorValueFromMemory(memory, tokens.AsMemory(cells, cells), shape);
        using OrtValue types = OrtValue.CreateTensorValueFromMemory(memory, tokens.AsMemory(2 * cells, cells), shape);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(
            memory, states.AsMemory(0, cells * Dimensions), [count, width, Dimensions]);
        OrtValue[] inputs = _inputs.Length == 3 ? [ids, mask, types] : [ids, mask];
        _session.Run(shrink ? _runAndShrink : _run, _inputs, inputs, _outputs, [output]);
    }

    private static string[] CheckInputs(IReadOnlyDictionary<string, NodeMetadata> inputs)
    {
        foreach ((string name, NodeMetadata input) in inputs)
        {
            if (name is not (InputIds or AttentionMask or TokenTypeIds))
            {
                throw new ArgumentException($"it wants an input '{name}', which a sentence encoder does not have");
            }

            if (!input.IsTensor || input.ElementDataType != TensorElementType.Int64 || input.Dimensions.Length != 2)
            {
                throw new ArgumentException($"its input '{name}' is not a two-dimensional int64 tensor");
            }
        }

        if (!inputs.ContainsKey(InputIds) || !inputs.ContainsKey(AttentionMask))
        {
            throw new ArgumentException($"it lacks the input '{InputIds}' or '{AttentionMask}'");
        }

        return inputs.ContainsKey(TokenTypeIds) ? [InputIds, AttentionMask, TokenTypeIds] : [InputIds, AttentionMask];
    }

    private static (string Name, int Dimensions) CheckOutputs(IReadOnlyDictionary<string, NodeMetadata> outputs)
    {
        foreach ((string name, NodeMetadata output) in outputs)
        {
            if (output.IsTensor && output.ElementDataType == TensorElementType.Float && output.Dimensions is [_, _, > 0])
            {
                return (name, output.Dimensions[2]);
            }
        }

        throw new ArgumentException("it has no float output of shape [batch, sequence, dimensions], the vectors of the tokens");
    }
}
