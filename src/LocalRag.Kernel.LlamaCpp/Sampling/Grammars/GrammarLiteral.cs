using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocalRag.LlamaCpp.Sampling.Grammars;

/// <summary>Writes a JSON value as a literal of a grammar.</summary>
internal static class GrammarLiteral
{
    // Models write letters as they are, not as escapes.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the literal of a string in quotation marks.</summary>
    public static string Of(string text) => Quote(writer => writer.WriteStringValue(text));

    /// <summary>Returns the literal of any value.</summary>
    public static string Of(JsonElement value) => Quote(value.WriteTo);

    private static string Quote(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, s_options))
        {
            write(writer);
        }

        string json = Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        return $"\"{json.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
