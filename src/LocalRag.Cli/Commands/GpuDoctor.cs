using System.Globalization;
using LocalRag.Cli.Output;
using LocalRag.Gpu;
using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Gguf;
using LocalRag.Onnx;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>The part of <c>doctor</c> that explains why a model is or is not on the GPU.</summary>
internal static class GpuDoctor
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="services">The host.</param>
    /// <param name="load">Whether the model is loaded and asked for a token, instead of planned for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether a GPU computes what the settings ask of it: also where they ask for none.</returns>
    public static async Task<bool> RunAsync(CommandOutput output, IServiceProvider services, bool load, CancellationToken cancellationToken)
    {
        LlamaOptions options = services.GetRequiredService<IOptionsMonitor<LlamaOptions>>().CurrentValue;
        LlamaNativesDescription natives = LlamaNatives.Describe(options.NativeDirectory, services.GetRequiredService<ILoggerFactory>());
        string path = services.GetRequiredService<IModelStore>().Locate(options.Model);
        GpuOffload offload = GpuOffload.Plan(GgufFile.Check(path), options, natives.Devices);
        long? measured = null;
        if (load)
        {
            LlamaChatClient chat = services.GetRequiredService<LlamaChatClient>();
            await chat.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 }, cancellationToken);
            LlamaEngineStatus status = chat.GetStatus()!;
            (offload, measured) = (status.Offload, status.DeviceBytes);
        }

        GpuResult result = new(
            natives.Directory,
            [.. natives.Devices.Select(device => new GpuDeviceResult(
                device.Name, device.Description, device.Backend, device.Kind, device.TotalBytes, device.FreeBytes, device.SharesMemory))],
            Describe(path, offload, measured),
            DescribeEncoder(services.GetRequiredService<IOptionsMonitor<OnnxOptions>>().CurrentValue.ExecutionProvider),
            services.GetRequiredService<GpuMonitor>().Read());
        if (output.Json)
        {
            CommandOutput.WriteJson(result, OutputJson.Indented.GpuResult);
        }
        else
        {
            Write(output, result);
        }

        return offload.Reason is OffloadReason.NotWanted or OffloadReason.Fits || offload.Layers > 0;
    }

    private static GpuModelResult Describe(string path, GpuOffload offload, long? measured) => new(
        path,
        offload.Device?.Name,
        offload.Reason,
        offload.Layers,
        offload.ModelLayers,
        offload.Bytes,
        offload.WantedBytes,
        offload.RoomBytes == long.MaxValue ? null : offload.RoomBytes,
        offload.MarginBytes,
        measured,
        measured is not null,
        offload.Describe(),
        offload.NextStep);

    private static GpuEmbeddingResult DescribeEncoder(ExecutionProvider wanted)
    {
        bool available = OnnxProviders.Has(wanted);
        string explanation = wanted == ExecutionProvider.Cpu ? "The encoder is on the processor: Onnx:ExecutionProvider is Cpu."
            : available ? $"The encoder is tried on {wanted} when it is loaded, and used there if its vectors are the processor's; the log says what came of it. Which unit it runs on the system does not tell."
            : $"The encoder is on the processor, although Onnx:ExecutionProvider asks for {wanted}: this build of ONNX Runtime has only {string.Join(", ", OnnxProviders.Names)}.";
        return new GpuEmbeddingResult(wanted.ToString(), available, OnnxProviders.Names, explanation);
    }

    private static void Write(CommandOutput output, GpuResult result)
    {
        CommandOutput.WriteLine($"Devices of llama.cpp in {result.Natives}:");
        output.WriteTable(
            ["Device", "Hardware", "Driven by", "Kind", "Memory", "Free"],
            [.. result.Devices.Select(device => (IReadOnlyList<string>)
            [
                device.Name,
                device.Description,
                device.Backend,
                device.SharesMemory ? $"{device.Kind}, shares memory" : device.Kind.ToString(),
                device.TotalBytes == 0 ? "not told" : FileSize.Format(device.TotalBytes),
                device.TotalBytes == 0 ? "not told" : FileSize.Format(device.FreeBytes),
            ])]);
        CommandOutput.WriteLine();
        CommandOutput.WriteLine($"{result.Model.Explanation}{(result.Model.MeasuredBytes is { } bytes ? $" llama.cpp has taken {FileSize.Format(bytes)} there." : string.Empty)}");
        if (result.Model.MarginBytes > 0)
        {
            CommandOutput.WriteLine($"{FileSize.Format(result.Model.MarginBytes)} of what is free are left to other programs.");
        }

        CommandOutput.WriteLine(result.Embedding.Explanation);
        CommandOutput.WriteLine();
        Write(result.System);
        if (result.Model.NextStep is not null)
        {
            output.Note(result.Model.NextStep);
        }
    }

    private static void Write(GpuStatus status)
    {
        foreach (GpuReading gpu in status.Processors)
        {
            string busy = gpu.BusyPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent:0}% busy") : "how busy it is, is unknown";
            string memory = gpu.MemoryInUse is { } used ? $"{FileSize.Format(used)} in use by all programs" : "its memory in use is unknown";
            CommandOutput.WriteLine($"{gpu.Name}{(gpu.Cores is { } cores ? $" ({cores} cores)" : string.Empty)}: {busy}, {memory}.");
        }

        if (status.Processors.Count == 0)
        {
            CommandOutput.WriteLine("How busy a GPU is, this system does not tell.");
        }

        string thermal = status.Thermal?.ToString().ToLowerInvariant() ?? "unknown";
        string power = status.Power?.ToString().ToLowerInvariant() ?? "unknown";
        CommandOutput.WriteLine($"Thermal pressure {thermal}, power source {power}, Neural Engine {status.NeuralEngine.ToString().ToLowerInvariant()}.");
    }
}
