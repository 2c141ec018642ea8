using System.IO.MemoryMappedFiles;

namespace LocalRag.Onnx.Compaction;

/// <summary>A copy of a model, on disk as long as it is being loaded, that looks up rows of its tables before it turns them into floating-point numbers.</summary>
/// <remarks>
/// ONNX Runtime computes at load whatever does not depend on the input: a table of 30,522 words that takes 12 MB in the file takes 47 MB then. In the copy the
/// same operations stand in the other order, so the vectors are the same to the last bit.
/// </remarks>
internal sealed class CompactModel : IDisposable
{
    private CompactModel(string path) => Path = path;

    /// <summary>Gets the copy.</summary>
    public string Path { get; }

    /// <summary>Makes a copy; null where the model has no table that could be smaller, or is not a model.</summary>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The copy cannot be written.</exception>
    public static unsafe CompactModel? Create(string path)
    {
        long length = new FileInfo(path).Length;
        if (length is 0 or > int.MaxValue)
        {
            return null;
        }

        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return Create(new ReadOnlySpan<byte>(start, (int)length));
        }
        catch (InvalidDataException)
        {
            // Whoever loads the file says what is wrong with it.
            return null;
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    public void Dispose() => File.Delete(Path);

    private static CompactModel? Create(ReadOnlySpan<byte> file)
    {
        if (ModelGraph.Read(file) is not { IsWhole: true } graph || TableLookup.Find(graph) is not { Count: > 0 } lookups)
        {
            return null;
        }

        CompactModel model = new(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"localrag-{Guid.NewGuid():N}.onnx"));
        try
        {
            using FileStream copy = new(model.Path, FileMode.CreateNew, FileAccess.Write);
            Write(copy, file, graph, lookups);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static void Write(FileStream copy, ReadOnlySpan<byte> file, ModelGraph graph, IReadOnlyList<TableLookup> lookups)
    {
        // A node that falls away stands here with nothing in its place.
        SortedDictionary<int, (Range Whole, byte[] Nodes)> changes = [];
        foreach (TableLookup lookup in lookups)
        {
            changes[lookup.Cast.Whole.Start.Value] = (lookup.Cast.Whole, []);
            changes[lookup.Scale.Whole.Start.Value] = (lookup.Scale.Whole, []);
            changes[lookup.Gather.Whole.Start.Value] = (lookup.Gather.Whole, lookup.Write(file));
        }

        long growth = changes.Values.Sum(change => change.Nodes.Length - (change.Whole.End.Value - change.Whole.Start.Value));
        (int place, int length) = graph.Field.Content.GetOffsetAndLength(file.Length);
        copy.Write(file[..graph.Field.Whole.Start.Value]);
        ModelNode.WriteHead(copy, ModelGraph.Number, length + growth);
        foreach ((Range whole, byte[] nodes) in changes.Values)
        {
            copy.Write(file[place..whole.Start.Value]);
            copy.Write(nodes);
            place = whole.End.Value;
        }

        copy.Write(file[place..]);
    }
}
