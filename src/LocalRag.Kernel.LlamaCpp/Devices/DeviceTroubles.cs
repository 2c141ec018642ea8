namespace LocalRag.LlamaCpp.Devices;

/// <summary>Remembers that a GPU has failed, so that it is not tried with each load; settings that concern it, once changed, forget it.</summary>
internal sealed class DeviceTroubles
{
    private (string Settings, string Problem)? _last;

    public void Note(LlamaOptions settings, string problem) => _last = (Key(settings), problem);

    /// <summary>Returns what went wrong with the same settings; null where nothing did.</summary>
    public string? Find(LlamaOptions settings) => _last is { } last && last.Settings == Key(settings) ? last.Problem : null;

    private static string Key(LlamaOptions settings) =>
        $"{settings.Model}|{settings.GpuLayers}|{settings.GpuDevice}|{settings.GpuMemoryMiB}|{settings.NativeDirectory}";
}
