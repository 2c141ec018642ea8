using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalRag.Measurement;

/// <summary>Writes a missing measurement as null: JSON has no NaN.</summary>
internal sealed class SampleListConverter : JsonConverter<IReadOnlyList<double>>
{
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Measurements are an array.");
        }

        List<double> samples = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            samples.Add(reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble());
        }

        return samples;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (double sample in value)
        {
            if (double.IsFinite(sample))
            {
                // Six digits are past what any clock here can tell, and keep the file a third of the size.
                writer.WriteNumberValue(Round(sample));
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }

    private static double Round(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        int digits = 6 - (int)Math.Ceiling(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15 ? Math.Round(value, digits) : value;
    }
}
