using System.Text;

namespace LocalRag.Onnx.Compaction;

/// <summary>A node of a model's graph.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Inputs">The names of what goes in.</param>
/// <param name="Outputs">The names of what comes out.</param>
/// <param name="Whole">Where it stands in the file.</param>
/// <param name="Attributes">Where its attributes stand.</param>
/// <param name="Axis">Its attribute <c>axis</c>; 0 where it has none.</param>
internal sealed record ModelNode(string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, Range Whole, IReadOnlyList<Range> Attributes, long Axis)
{
    // NodeProto and AttributeProto of onnx.proto.
    private const int Input = 1;
    private const int Output = 2;
    private const int OpType = 4;
    private const int Attribute = 5;
    private const int AttributeName = 1;
    private const int AttributeNumber = 3;

    public static ModelNode Read(ReadOnlySpan<byte> file, ProtobufField node)
    {
        string operation = string.Empty;
        List<string> inputs = [];
        List<string> outputs = [];
        List<Range> attributes = [];
        long axis = 0;
        foreach (ProtobufField field in ProtobufField.Read(file, node.Content))
        {
            switch (field.Number)
            {
                case Input:
                    inputs.Add(Encoding.UTF8.GetString(file[field.Content]));
                    break;
                case Output:
                    outputs.Add(Encoding.UTF8.GetString(file[field.Content]));
                    break;
                case OpType:
                    operation = Encoding.UTF8.GetString(file[field.Content]);
                    break;
                case Attribute:
                    attributes.Add(field.Whole);
                    axis = ReadAxis(file, field) ?? axis;
                    break;
                default:
                    break;
            }
        }

        return new ModelNode(operation, inputs, outputs, node.Whole, attributes, axis);
    }

    /// <summary>Returns a node with the same operation and attributes between other names, as a field of a graph.</summary>
    public static byte[] Write(ReadOnlySpan<byte> file, ModelNode like, IEnumerable<string> inputs, string output)
    {
        using MemoryStream content = new();
        foreach (string input in inputs)
        {
            WriteText(content, Input, input);
        }

        WriteText(content, Output, output);
        WriteText(content, OpType, like.Operation);
        foreach (Range attribute in like.Attributes)
        {
            content.Write(file[attribute]);
        }

        using MemoryStream node = new();
        WriteHead(node, ModelGraph.Node, content.Length);
        content.WriteTo(node);
        return node.ToArray();
    }

    /// <summary>Writes the tag and the length of a field with content.</summary>
    public static void WriteHead(Stream stream, int number, long length)
    {
        stream.WriteByte((byte)((number << 3) | 2));
        for (; length >= 0x80; length >>= 7)
        {
            stream.WriteByte((byte)(length | 0x80));
        }

        stream.WriteByte((byte)length);
    }

    private static long? ReadAxis(ReadOnlySpan<byte> file, ProtobufField attribute)
    {
        bool isAxis = false;
        long number = 0;
        foreach (ProtobufField part in ProtobufField.Read(file, attribute.Content))
        {
            isAxis |= part.Number == AttributeName && file[part.Content].SequenceEqual("axis"u8);
            number = part.Number == AttributeNumber ? part.Numbers(file)[0] : number;
        }

        return isAxis ? number : null;
    }

    private static void WriteText(Stream stream, int number, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        WriteHead(stream, number, bytes.Length);
        stream.Write(bytes);
    }
}
