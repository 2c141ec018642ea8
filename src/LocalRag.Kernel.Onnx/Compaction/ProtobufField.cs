namespace LocalRag.Onnx.Compaction;

/// <summary>A field of a protobuf message, by its place in the file.</summary>
/// <param name="Number">Its number in the message.</param>
/// <param name="Whole">Where it stands, with its tag.</param>
/// <param name="Content">Where its content stands; of a number, the number itself.</param>
internal readonly record struct ProtobufField(int Number, Range Whole, Range Content)
{
    private const int MostVarintBytes = 10;

    /// <summary>Takes a message apart.</summary>
    /// <param name="file">The file.</param>
    /// <param name="message">Where the message stands in it.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static List<ProtobufField> Read(ReadOnlySpan<byte> file, Range message)
    {
        (int place, int length) = message.GetOffsetAndLength(file.Length);
        int end = place + length;
        List<ProtobufField> fields = [];
        while (place < end)
        {
            int start = place;
            ulong tag = ReadVarint(file[..end], ref place);
            int content = place;
            switch (tag & 7)
            {
                case 0:
                    ReadVarint(file[..end], ref place);
                    break;
                case 1:
                    place += sizeof(ulong);
                    break;
                case 2:
                    ulong size = ReadVarint(file[..end], ref place);
                    content = place;
                    place = size <= (ulong)(end - place) ? place + (int)size : throw Broken();
                    break;
                case 5:
                    place += sizeof(uint);
                    break;
                default:
                    throw Broken();
            }

            if (place > end)
            {
                throw Broken();
            }

            fields.Add(new ProtobufField((int)(tag >> 3), start..place, content..place));
        }

        return fields;
    }

    /// <summary>Returns the numbers of a field that is one, or a packed list of them.</summary>
    public List<long> Numbers(ReadOnlySpan<byte> file)
    {
        List<long> numbers = [];
        int place = Content.Start.Value;
        while (place < Content.End.Value)
        {
            numbers.Add((long)ReadVarint(file[..Content.End.Value], ref place));
        }

        return numbers;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int place)
    {
        ulong value = 0;
        for (int i = 0; i < MostVarintBytes && place < bytes.Length; i++)
        {
            byte next = bytes[place++];
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private static InvalidDataException Broken() => new("it is not a protobuf message");
}
