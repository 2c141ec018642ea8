using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LocalRag.Ingestion.Reading;

/// <summary>Writes every value of JSON as <c>path: value</c>, from bytes that come in pieces.</summary>
internal sealed class JsonTextExtractor(int firstLine)
{
    // Each level costs a stack frame nowhere, but no document that people read is nested deeper.
    private const int MaxDepth = 256;

    private readonly JsonPath _path = new();
    private readonly BlockBuilder _builder = new();
    private JsonReaderState _state = new(new JsonReaderOptions
    {
        AllowTrailingCommas = true,
        AllowMultipleValues = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    });

    private int _line = firstLine;

    /// <summary>Gets the line of the last value.</summary>
    public int Line => _line;

    /// <summary>Takes the values out of the next bytes.</summary>
    /// <param name="bytes">The bytes that have not been taken yet.</param>
    /// <param name="isLast">Whether no more will come.</param>
    /// <param name="blocks">Takes the values.</param>
    /// <returns>How many bytes have been taken.</returns>
    /// <exception cref="JsonException">This is no JSON.</exception>
    public int Read(ReadOnlySpan<byte> bytes, bool isLast, List<TextBlock> blocks)
    {
        Utf8JsonReader reader = new(bytes, isLast, _state);
        int counted = 0;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex;
            _line += bytes[counted..start].Count((byte)'\n');
            counted = start;
            Take(ref reader, blocks);
        }

        int consumed = (int)reader.BytesConsumed;
        _line += bytes[counted..consumed].Count((byte)'\n');
        _state = reader.CurrentState;
        return consumed;
    }

    private void Take(ref Utf8JsonReader reader, List<TextBlock> blocks)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _path.Property(Text(ref reader));
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _path.Value();
                _path.Enter(reader.TokenType == JsonTokenType.StartArray);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _path.Leave();
                break;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                _path.Value();
                Add(Text(ref reader), blocks);
                break;
            case JsonTokenType.Null:
                _path.Value();
                break;
            default:
                break;
        }
    }

    private void Add(string value, List<TextBlock> blocks)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        string path = _path.ToString();
        if (path.Length > 0)
        {
            _builder.AppendOnOneLine(path, _line);
            _builder.AppendOnOneLine(": ", _line);
        }

        _builder.AppendOnOneLine(value, _line);
        blocks.AddRange(_builder.Take(TextKind.Record));
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                // An escape of half a character, or bytes that are no UTF-8: shown as they stand.
            }
        }

        return Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
    }
}
