using System.Text;

namespace LocalRag.Onnx.Compaction;

/// <summary>What of a model's graph is needed to see how its tables are looked up.</summary>
/// <param name="Field">The graph in the model.</param>
/// <param name="Nodes">Its operations, in order.</param>
/// <param name="Tables">The shapes of its stored tensors, by name.</param>
/// <param name="Outputs">The names of what the model gives.</param>
/// <param name="IsWhole">Whether all tensors are in the file itself.</param>
internal sealed record ModelGraph(
    ProtobufField Field, IReadOnlyList<ModelNode> Nodes, IReadOnlyDictionary<string, long[]> Tables, IReadOnlySet<string> Outputs, bool IsWhole)
{
    /// <summary>The field of a model that holds its graph.</summary>
    public const int Number = 7;

    /// <summary>The field of a graph that holds a node.</summary>
    public const int Node = 1;

    // GraphProto, TensorProto and ValueInfoProto of onnx.proto.
    private const int Initializer = 5;
    private const int Output = 12;
    private const int OutputName = 1;
    private const int Dimensions = 1;
    private const int TensorName = 8;
    private const int ExternalData = 13;

    /// <summary>Reads a model's graph; null where it has none.</summary>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    public static ModelGraph? Read(ReadOnlySpan<byte> file)
    {
        List<ProtobufField> model = ProtobufField.Read(file, ..);
        int place = model.FindIndex(field => field.Number == Number);
        if (place < 0)
        {
            return null;
        }

        ProtobufField graph = model[place];
        List<ModelNode> nodes = [];
        Dictionary<string, long[]> tables = [];
        HashSet<string> outputs = [];
        bool isWhole = true;
        foreach (ProtobufField field in ProtobufField.Read(file, graph.Content))
        {
            switch (field.Number)
            {
                case Node:
                    nodes.Add(ModelNode.Read(file, field));
                    break;
                case Initializer:
                    (string name, long[] shape, bool inFile) = ReadTensor(file, field);
                    tables[name] = shape;
                    isWhole &= inFile;
                    break;
                case Output:
                    outputs.Add(ReadName(file, field));
                    break;
                default:
                    break;
            }
        }

        return new ModelGraph(graph, nodes, tables, outputs, isWhole);
    }

    private static (string Name, long[] Shape, bool InFile) ReadTensor(ReadOnlySpan<byte> file, ProtobufField tensor)
    {
        string name = string.Empty;
        List<long> shape = [];
        bool inFile = true;
        foreach (ProtobufField field in ProtobufField.Read(file, tensor.Content))
        {
            switch (field.Number)
            {
                case Dimensions:
                    shape.AddRange(field.Numbers(file));
                    break;
                case TensorName:
                    name = Encoding.UTF8.GetString(file[field.Content]);
                    break;
                case ExternalData:
                    inFile = false;
                    break;
                default:
                    break;
            }
        }

        return (name, [.. shape], inFile);
    }

    private static string ReadName(ReadOnlySpan<byte> file, ProtobufField value)
    {
        foreach (ProtobufField field in ProtobufField.Read(file, value.Content))
        {
            if (field.Number == OutputName)
            {
                return Encoding.UTF8.GetString(file[field.Content]);
            }
        }

        return string.Empty;
    }
}
