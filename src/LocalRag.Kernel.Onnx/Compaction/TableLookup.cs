namespace LocalRag.Onnx.Compaction;

/// <summary>A table of small numbers that a model first turns into floating-point numbers as a whole, and then looks up a few rows in.</summary>
/// <param name="Cast">Turns the table into floating-point numbers.</param>
/// <param name="Scale">Multiplies each row by its scale.</param>
/// <param name="Gather">Looks up rows.</param>
/// <param name="Table">The name of the table.</param>
/// <param name="Scales">The name of the scales, one for each row.</param>
internal sealed record TableLookup(ModelNode Cast, ModelNode Scale, ModelNode Gather, string Table, string Scales)
{
    public static IReadOnlyList<TableLookup> Find(ModelGraph graph)
    {
        Dictionary<string, ModelNode> makers = [];
        Dictionary<string, int> uses = graph.Outputs.ToDictionary(name => name, _ => 1);
        foreach (ModelNode node in graph.Nodes)
        {
            foreach (string output in node.Outputs)
            {
                makers[output] = node;
            }

            foreach (string input in node.Inputs)
            {
                uses[input] = uses.GetValueOrDefault(input) + 1;
            }
        }

        List<TableLookup> lookups = [];
        foreach (ModelNode gather in graph.Nodes)
        {
            // Along the first axis: an entry is a row.
            if (gather is { Operation: "Gather", Axis: 0, Inputs: [var rows, _] }
                && MadeForOne(rows) is { Operation: "Mul", Inputs: [var left, var right] } scale
                && (Match(left, right) ?? Match(right, left)) is var (cast, table, scales))
            {
                lookups.Add(new TableLookup(cast, scale, gather, table, scales));
            }
        }

        return lookups;

        ModelNode? MadeForOne(string name) => uses.GetValueOrDefault(name) == 1 ? makers.GetValueOrDefault(name) : null;

        (ModelNode Cast, string Table, string Scales)? Match(string numbers, string scales) =>
            MadeForOne(numbers) is { Operation: "Cast", Inputs: [var table] } cast
            && graph.Tables.TryGetValue(table, out long[]? shape) && shape is [var count, _]
            && graph.Tables.TryGetValue(scales, out long[]? scaleShape) && scaleShape is [var scaleCount, 1] && scaleCount == count
                ? (cast, table, scales)
                : null;
    }

    /// <summary>Returns nodes that look the rows up first and turn only those into floating-point numbers: the same numbers, from a table that stays small.</summary>
    public byte[] Write(ReadOnlySpan<byte> file)
    {
        string output = Gather.Outputs[0];
        string ids = Gather.Inputs[1];
        string prefix = output + "/compact/";
        return
        [
            .. ModelNode.Write(file, Gather, [Table, ids], prefix + "rows"),
            .. ModelNode.Write(file, Gather, [Scales, ids], prefix + "scales"),
            .. ModelNode.Write(file, Cast, [prefix + "rows"], prefix + "numbers"),
            .. ModelNode.Write(file, Scale, [prefix + "numbers", prefix + "scales"], output),
        ];
    }
}
