using System.Globalization;
using LocalRag.Measurement;
using LocalRag.Settings;

namespace LocalRag.Tuning;

/// <summary>Tells what a profile of this process would be for.</summary>
internal sealed class TuningSubjectReader(SettingsCatalog catalog, IModelStore models)
{
    private const double GigaByte = 1e9;

    private static readonly string[] s_models = ["Llama:Model", "Onnx:Model"];

    public TuningSubject Read()
    {
        BenchmarkMachine machine = MachineDescription.Read();
        Dictionary<string, string?> values = catalog.List().ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        string[] used = [.. s_models.Select(key => values.GetValueOrDefault(key)).OfType<string>().Where(model => model.Length > 0).Select(Describe)];
        return new TuningSubject(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{machine.OperatingSystem}, {machine.Processor ?? machine.Architecture}, {machine.Processors} processors, {machine.MemoryBytes / GigaByte:0} GB"),
            used.Length == 0 ? "no models" : string.Join(", ", used));
    }

    // The size tells two files of one name apart, at no cost; a hash would read gigabytes at every start.
    private string Describe(string model)
    {
        try
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(model)} ({new FileInfo(models.Locate(model)).Length} bytes)");
        }
        catch (Exception exception) when (exception is ModelUnavailableException or IOException or UnauthorizedAccessException)
        {
            return $"{Path.GetFileNameWithoutExtension(model)} (not here)";
        }
    }
}
