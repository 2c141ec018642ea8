using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalRag.LlamaCpp.Sampling.Grammars;

/// <summary>Writes a grammar's rules for a schema and all that it refers to, each part once.</summary>
internal sealed class JsonSchemaConverter(JsonElement root)
{
    private const int MaxRules = 2000;
    private const int MaxRepetitions = 1000;

    // These say something to people or about the schema itself; they allow and forbid no value.
    private static readonly HashSet<string> s_annotations =
    [
        "$schema", "$id", "$comment", "$defs", "definitions", "$anchor", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
        "contentEncoding", "contentMediaType",
    ];

    private readonly Dictionary<string, string> _references = new(StringComparer.Ordinal);
    private readonly StringBuilder _rules = new();
    private int _ruleCount;

    public string Convert()
    {
        // Known before it is converted: a schema may refer to itself.
        _references["#"] = "schema";
        Write("schema", Expression(root));
        return $"root ::= schema\n{_rules}{JsonSchemaGrammar.CommonRules}";
    }

    private static LocalRagException Unsupported(string keyword, string? reason = null) => new(
        $"The JSON schema of the response format uses {keyword}{(reason is null ? string.Empty : $", {reason}")}, which cannot be made into a grammar.",
        "Leave it out of the schema and check the answer instead.");

    private static void Allow(JsonElement schema, params ReadOnlySpan<string> keywords)
    {
        foreach (JsonProperty property in schema.EnumerateObject())
        {
            if (!keywords.Contains(property.Name) && !s_annotations.Contains(property.Name) && !AllowsAll(property))
            {
                throw Unsupported(property.Name);
            }
        }
    }

    // .NET's own exporter writes such an empty "items" beside a "$ref".
    private static bool AllowsAll(JsonProperty property) =>
        property.Name is "items" or "additionalProperties"
        && (property.Value.ValueKind == JsonValueKind.True || (property.Value.ValueKind == JsonValueKind.Object && property.Value.GetPropertyCount() == 0));

    private static int Count(JsonElement schema, string keyword, int fallback)
    {
        if (!schema.TryGetProperty(keyword, out JsonElement value))
        {
            return fallback;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count is >= 0 and <= MaxRepetitions
            ? count
            : throw Unsupported(keyword, $"with a value other than 0 to {MaxRepetitions}");
    }

    private static string Repeat(string item, int least, int? most) =>
        string.Create(CultureInfo.InvariantCulture, $"{item}{{{least},{most}}}");

    private string Expression(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return "value";
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw Unsupported($"{schema.ValueKind} in the place of a schema");
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            Allow(schema, "$ref");
            return Reference(reference.GetString() ?? string.Empty);
        }

        if (schema.TryGetProperty("const", out JsonElement constant))
        {
            Allow(schema, "const", "type");
            return GrammarLiteral.Of(constant);
        }

        if (schema.TryGetProperty("enum", out JsonElement values))
        {
            Allow(schema, "enum", "type");
            return Alternatives(values, "enum", GrammarLiteral.Of);
        }

        foreach (string keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out JsonElement options))
            {
                Allow(schema, keyword);
                return Alternatives(options, keyword, Rule);
            }
        }

        if (schema.TryGetProperty("allOf", out JsonElement parts))
        {
            Allow(schema, "allOf");
            return parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() == 1 ? Rule(parts[0]) : throw Unsupported("allOf", "of more than one schema");
        }

        return ByType(schema);
    }

    private string ByType(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return schema.TryGetProperty("properties", out _) || schema.TryGetProperty("additionalProperties", out _) ? Object(schema)
                : schema.TryGetProperty("items", out _) ? Array(schema)
                : Any(schema);
        }

        return type.ValueKind == JsonValueKind.Array
            ? Alternatives(type, "type", one => OfType(schema, one.GetString(), single: false))
            : OfType(schema, type.GetString(), single: true);
    }

    // With several types each has its own keywords, and all of them stand side by side.
    private string OfType(JsonElement schema, string? type, bool single) => type switch
    {
        "object" => Object(schema),
        "array" => Array(schema),
        "string" => String(schema),
        "integer" or "number" or "boolean" or "null" => Simple(schema, type, single),
        _ => throw Unsupported($"type {type}"),
    };

    private static string Simple(JsonElement schema, string type, bool single)
    {
        if (single)
        {
            Allow(schema, "type");
        }

        return type;
    }

    private static string Any(JsonElement schema)
    {
        Allow(schema);
        return "value";
    }

    private static string String(JsonElement schema)
    {
        Allow(schema, "type", "format", "minLength", "maxLength", "properties", "required", "additionalProperties", "items", "minItems", "maxItems");
        if (schema.TryGetProperty("format", out JsonElement format))
        {
            return format.GetString() switch
            {
                "date" => """ "\"" date "\"" """,
                "time" => """ "\"" time offset? "\"" """,
                "date-time" => """ "\"" date "T" time offset? "\"" """,
                "uuid" => """ "\"" uuid "\"" """,
                "email" => """ "\"" word "@" word "\"" """,
                "uri" => """ "\"" uri "\"" """,
                string other => throw Unsupported($"the string format {other}"),
                null => throw Unsupported("format", "without a name"),
            };
        }

        int least = Count(schema, "minLength", 0);
        bool limited = schema.TryGetProperty("maxLength", out _);
        return least == 0 && !limited ? "string" : $"\"\\\"\" {Repeat("char", least, limited ? Count(schema, "maxLength", 0) : null)} \"\\\"\"";
    }

    private string Array(JsonElement schema)
    {
        Allow(schema, "type", "items", "minItems", "maxItems", "properties", "required", "additionalProperties", "format", "minLength", "maxLength");
        string item = schema.TryGetProperty("items", out JsonElement items) ? Rule(items) : "value";
        int least = Count(schema, "minItems", 0);
        int? most = schema.TryGetProperty("maxItems", out _) ? Count(schema, "maxItems", 0) : null;
        if (most < least)
        {
            throw Unsupported("maxItems", "less than minItems");
        }

        if (most == 0)
        {
            return "\"[\" ws \"]\"";
        }

        string more = Repeat($"(\",\" ws {item} ws)", Math.Max(least - 1, 0), most - 1);
        string all = $"{item} ws {more}";
        return $"\"[\" ws {(least == 0 ? $"({all})?" : all)} \"]\"";
    }

    private string Object(JsonElement schema)
    {
        Allow(schema, "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "format", "minLength", "maxLength");
        HashSet<string> required = Required(schema);
        List<(string Name, JsonElement Schema)> properties = schema.TryGetProperty("properties", out JsonElement named)
            ? [.. named.EnumerateObject().Select(property => (property.Name, property.Value))]
            : [];
        if (required.FirstOrDefault(name => properties.TrueForAll(property => property.Name != name)) is { } unknown)
        {
            throw Unsupported("required", $"of \"{unknown}\" which is not among its properties");
        }

        if (properties.Count == 0)
        {
            return Map(schema);
        }

        // Two rules for the properties from each place on: one for when some stand before, and a comma is due, and one for when none does.
        string following = "\"\"";
        string first = "\"\"";
        for (int i = properties.Count - 1; i >= 0; i--)
        {
            string pair = $"{GrammarLiteral.Of(properties[i].Name)} \":\" ws {Rule(properties[i].Schema)} ws";
            bool optional = !required.Contains(properties[i].Name);
            string afterThis = following;
            first = Named(optional ? $"{pair} {afterThis} | {first}" : $"{pair} {afterThis}");
            following = Named(optional ? $"\",\" ws {pair} {afterThis} | {afterThis}" : $"\",\" ws {pair} {afterThis}");
        }

        return $"\"{{\" ws {first} \"}}\"";
    }

    private string Map(JsonElement schema)
    {
        if (!schema.TryGetProperty("additionalProperties", out JsonElement additional) || additional.ValueKind == JsonValueKind.True)
        {
            return "object";
        }

        if (additional.ValueKind == JsonValueKind.False)
        {
            return "\"{\" ws \"}\"";
        }

        string pair = $"string \":\" ws {Rule(additional)} ws";
        return $"\"{{\" ws ({pair} (\",\" ws {pair})*)? \"}}\"";
    }

    private static HashSet<string> Required(JsonElement schema) =>
        !schema.TryGetProperty("required", out JsonElement required) ? []
        : required.ValueKind == JsonValueKind.Array ? [.. required.EnumerateArray().Select(name => name.GetString() ?? string.Empty)]
        : throw Unsupported("required", "that is not a list");

    private static string Alternatives(JsonElement list, string keyword, Func<JsonElement, string> convert) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? $"({string.Join(" | ", list.EnumerateArray().Select(convert))})"
            : throw Unsupported(keyword, "without alternatives");

    private string Reference(string pointer)
    {
        if (!_references.TryGetValue(pointer, out string? rule))
        {
            rule = NewName();
            _references[pointer] = rule;
            Write(rule, Expression(JsonPointer.Resolve(root, pointer) ?? throw Unsupported($"$ref to {pointer}", "which is not in the schema")));
        }

        return rule;
    }

    private string Rule(JsonElement schema) => Named(Expression(schema));

    private string Named(string expression)
    {
        string name = NewName();
        Write(name, expression);
        return name;
    }

    private string NewName() => ++_ruleCount <= MaxRules
        ? string.Create(CultureInfo.InvariantCulture, $"r{_ruleCount}")
        : throw Unsupported($"more than {MaxRules} parts");

    private void Write(string name, string expression) => _rules.Append(name).Append(" ::= ").Append(expression).Append('\n');
}
