using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalRag.LlamaCpp.Memory;

/// <summary>The sizes of llama.cpp's buffers, which only its log tells: the function that returns them is not part of the C interface.</summary>
/// <param name="device">The GPU that layers are on; null for none.</param>
internal sealed partial class NativeBuffers(LlamaDevice? device = null)
{
    private const double MiB = 1024 * 1024;

    private readonly Dictionary<string, long> _compute = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _device = new(StringComparer.Ordinal);

    /// <summary>Gets the bytes of weights that are mapped from the file.</summary>
    public long MappedWeights { get; private set; }

    /// <summary>Gets the bytes of weights that were copied, or rearranged, into memory.</summary>
    public long PrivateWeights { get; private set; }

    /// <summary>Gets the bytes of keys and values, and of recurrent state.</summary>
    public long KeyValues { get; private set; }

    /// <summary>Gets the bytes that computations work in, with those of the logits.</summary>
    public long Compute => _compute.Values.Sum();

    /// <summary>Gets the bytes on the GPU, of all kinds together.</summary>
    public long Device => _device.Values.Sum();

    /// <summary>Takes in a line of the log.</summary>
    public void Add(string line)
    {
        if (BufferLine().Match(line) is not { Success: true } match)
        {
            return;
        }

        long bytes = (long)(double.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture) * MiB);
        string backend = match.Groups["backend"].Value;
        string kind = match.Groups["kind"].Value;
        if (device is not null && (backend == device.Name || backend == $"{device.Name}_Mapped"))
        {
            _device[$"{backend} {kind}"] = kind is "compute" or "output" ? bytes : _device.GetValueOrDefault($"{backend} {kind}") + bytes;
            if (!device.SharesMemory)
            {
                return;
            }
        }

        switch (kind)
        {
            case "model" when backend.EndsWith("_Mapped", StringComparison.Ordinal):
                MappedWeights += bytes;
                break;
            case "model":
                PrivateWeights += bytes;
                break;
            case "KV" or "RS":
                // A model with several kinds of layers has several of them.
                KeyValues += bytes;
                break;
            default:
                // Said again when the buffer is made anew.
                _compute[$"{backend} {kind}"] = bytes;
                break;
        }
    }

    [GeneratedRegex(@"^\w+:\s+(?<backend>\S+)\s+(?<kind>model|KV|RS|compute|output) buffer size =\s*(?<size>[0-9.]+) MiB$", RegexOptions.CultureInvariant)]
    private static partial Regex BufferLine();
}
