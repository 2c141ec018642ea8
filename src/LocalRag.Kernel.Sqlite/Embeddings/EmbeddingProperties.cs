using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace LocalRag.Sqlite.Embeddings;

/// <summary>Writes what an embedding says beside its vector, such as how much of its text was cut off: whole numbers by name.</summary>
[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class EmbeddingProperties : JsonSerializerContext
{
    /// <summary>Writes the properties; null where there are none.</summary>
    /// <returns>False where one is of another kind, which could not be given back as it was.</returns>
    public static bool TryWrite(AdditionalPropertiesDictionary? properties, out string? text)
    {
        text = null;
        if (properties is not { Count: > 0 })
        {
            return true;
        }

        Dictionary<string, int> numbers = [];
        foreach ((string name, object? value) in properties)
        {
            if (value is not int number)
            {
                return false;
            }

            numbers[name] = number;
        }

        text = JsonSerializer.Serialize(numbers, Default.DictionaryStringInt32);
        return true;
    }

    public static AdditionalPropertiesDictionary? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        AdditionalPropertiesDictionary properties = [];
        foreach ((string name, int value) in JsonSerializer.Deserialize(text, Default.DictionaryStringInt32) ?? [])
        {
            properties[name] = value;
        }

        return properties;
    }
}
