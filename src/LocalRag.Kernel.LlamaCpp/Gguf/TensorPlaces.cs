using System.Globalization;

namespace LocalRag.LlamaCpp.Gguf;

/// <summary>Adds up the bytes of a table's tensors by the layer that they belong to, which their names tell.</summary>
internal sealed class TensorPlaces
{
    private const string BlockPrefix = "blk.";
    private const string TokenTable = "token_embd.weight";
    private const string OutputTable = "output.weight";

    private readonly Dictionary<int, long> _blocks = [];
    private long _tokens;
    private long _rest;
    private bool _hasOutput;

    public void Add(string name, long bytes)
    {
        if (FindBlock(name) is { } block)
        {
            _blocks[block] = _blocks.GetValueOrDefault(block) + bytes;
        }
        else if (name == TokenTable)
        {
            _tokens += bytes;
        }
        else
        {
            _rest += bytes;
            _hasOutput |= name == OutputTable;
        }
    }

    /// <summary>Returns the sizes of a model's layers.</summary>
    /// <param name="parts">The tensors of each of its files.</param>
    /// <param name="layers">How many blocks it has.</param>
    public static LayerSizes Sum(IEnumerable<TensorPlaces> parts, int layers)
    {
        List<TensorPlaces> all = [.. parts];
        long[] blocks = [.. Enumerable.Range(0, layers).Select(block => all.Sum(places => places._blocks.GetValueOrDefault(block)))];
        long tokens = all.Exists(places => places._hasOutput) ? 0 : all.Sum(places => places._tokens);
        return new LayerSizes(blocks, all.Sum(places => places._rest) + tokens);
    }

    private static int? FindBlock(string name)
    {
        if (!name.StartsWith(BlockPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        ReadOnlySpan<char> rest = name.AsSpan(BlockPrefix.Length);
        int dot = rest.IndexOf('.');
        return dot > 0 && int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int block) ? block : null;
    }
}
