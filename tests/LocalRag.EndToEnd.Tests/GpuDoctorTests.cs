using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

/// <summary><c>doctor --gpu</c>: on this machine, with or without a GPU, and on one that is named in <c>LOCALRAG_GPU_NATIVES</c>.</summary>
public sealed class GpuDoctorTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    [Fact]
    public async Task NotAskedFor_SaysThatTheProcessorIsMeant_AndHowToAsk()
    {
        CommandResult result = await _localrag.RunAsync("doctor", "--gpu");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Llama:GpuLayers is 0", result.Output, StringComparison.Ordinal);
        Assert.Contains("Set Llama:GpuLayers to -1", result.Error, StringComparison.Ordinal);
        Assert.Contains("Neural Engine unknown", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AskedForWithoutAGpu_FailsWithTheNextStep()
    {
        CommandResult result = await _localrag.RunAsync("doctor", "--gpu", "--json", "--set", "Llama:GpuLayers=-1");
        JsonElement gpu = result.OutputJson();
        Assert.SkipWhen(gpu.GetProperty("model").GetProperty("device").ValueKind == JsonValueKind.String, "This machine has a GPU.");

        JsonElement model = gpu.GetProperty("model");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("no_device", model.GetProperty("reason").GetString());
        Assert.Equal(0, model.GetProperty("layers").GetInt32());
        Assert.Contains("Llama:NativeDirectory", model.GetProperty("next_step").GetString(), StringComparison.Ordinal);
        Assert.Contains(gpu.GetProperty("devices").EnumerateArray(), device => device.GetProperty("kind").GetString() == "cpu" && device.GetProperty("total_bytes").GetInt64() > 0);
    }

    [Fact]
    public async Task CoreMlWithoutIt_SaysWhatOnnxRuntimeHas()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "macOS has Core ML.");

        CommandResult result = await _localrag.RunAsync("doctor", "--gpu", "--json", "--set", "Onnx:ExecutionProvider=CoreMl");

        JsonElement embedding = result.OutputJson().GetProperty("embedding");
        Assert.False(embedding.GetProperty("available").GetBoolean());
        Assert.Contains("CPUExecutionProvider", embedding.GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loaded_OnADevice_TellsWhatIsReallyThere_AndTheProcessEndsWell()
    {
        CommandResult result = await _localrag.RunAsync(["doctor", "--gpu", "--loaded", "--json", .. Gpu()]);

        JsonElement model = result.OutputJson().GetProperty("model");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("fits", model.GetProperty("reason").GetString());
        Assert.Equal(31, model.GetProperty("layers").GetInt32());
        Assert.InRange(model.GetProperty("measured_bytes").GetInt64(), 90_000_000, model.GetProperty("bytes").GetInt64() + 1_000_000);
    }

    [Fact]
    public async Task TwoReports_AreWrongUsage()
    {
        CommandResult result = await _localrag.RunAsync("doctor", "--gpu", "--memory");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--memory and --gpu", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _localrag.Dispose();

    /// <summary>Returns the settings for the GPU that there is; skips the test where there is none.</summary>
    private static string[] Gpu()
    {
        string? natives = Environment.GetEnvironmentVariable("LOCALRAG_GPU_NATIVES");
        Assert.SkipWhen(string.IsNullOrEmpty(natives) && !OperatingSystem.IsMacOS(), "LOCALRAG_GPU_NATIVES names no folder of libraries for a GPU.");
        return ["--set", "Llama:GpuLayers=-1", .. string.IsNullOrEmpty(natives) ? (string[])[] : ["--set", $"Llama:NativeDirectory={natives}"]];
    }
}
