using System.Globalization;
using System.Text.Json;

namespace LocalRag.LlamaCpp.Sampling.Grammars;

/// <summary>Finds the part of a document that a fragment such as <c>#/$defs/Item</c> points to.</summary>
internal static class JsonPointer
{
    public static JsonElement? Resolve(JsonElement root, string fragment)
    {
        if (fragment != "#" && !fragment.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonElement current = root;
        foreach (string part in fragment.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (current.ValueKind == JsonValueKind.Object && current.TryGetProperty(name, out JsonElement property))
            {
                current = property;
            }
            else if (current.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < current.GetArrayLength())
            {
                current = current[index];
            }
            else
            {
                return null;
            }
        }

        return current;
    }
}
