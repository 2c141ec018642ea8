using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tools;

/// <summary>The tool calls of Hermes and Qwen models: JSON between tags, the tools listed in the system message.</summary>
internal sealed class HermesToolCallFormat : IToolCallFormat
{
    public const string Start = "<tool_call>";
    private const string End = "</tool_call>";

    // Models read and write letters as they are, not as escapes.
    private static readonly JsonSerializerOptions s_json = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string CallStart => Start;

    public string ResultRole => "user";

    public string Describe(IEnumerable<AIFunctionDeclaration> tools)
    {
        StringBuilder text = new("# Tools\n\nYou may call one or more of these functions to help with the request. Their signatures:\n<tools>\n");
        foreach (AIFunctionDeclaration tool in tools)
        {
            Dictionary<string, object?> function = new() { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = tool.JsonSchema };
            text.Append(Serialize(new() { ["type"] = "function", ["function"] = function })).Append('\n');
        }

        return text.Append(CultureInfo.InvariantCulture, $"</tools>\n\nFor each call, write a JSON object with its name and arguments:\n{Start}\n{{\"name\": ..., \"arguments\": ...}}\n{End}").ToString();
    }

    public string? Render(AIContent content) => content switch
    {
        FunctionCallContent call => $"{Start}\n{Serialize(new() { ["name"] = call.Name, ["arguments"] = call.Arguments ?? new Dictionary<string, object?>() })}\n{End}\n",
        FunctionResultContent result => $"<tool_response>\n{result.Result as string ?? JsonSerializer.Serialize(result.Result, s_json.GetTypeInfo(typeof(object)))}\n</tool_response>\n",
        _ => null,
    };

    public IReadOnlyList<AIContent> Parse(string text)
    {
        List<AIContent> contents = [];
        int position = 0;
        for (int start = text.IndexOf(Start, StringComparison.Ordinal); start >= 0; start = text.IndexOf(Start, position, StringComparison.Ordinal))
        {
            int end = text.IndexOf(End, start, StringComparison.Ordinal);
            string json = end < 0 ? text[(start + Start.Length)..] : text[(start + Start.Length)..end];
            if (Read(json) is not { } call)
            {
                break;
            }

            AddText(contents, text[position..start]);
            contents.Add(call);
            position = end < 0 ? text.Length : end + End.Length;
        }

        AddText(contents, text[position..]);
        return contents;
    }

    private static string Serialize(Dictionary<string, object?> value) => JsonSerializer.Serialize(value, s_json.GetTypeInfo(typeof(Dictionary<string, object?>)));

    private static void AddText(List<AIContent> contents, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            contents.Add(new TextContent(text));
        }
    }

    private static FunctionCallContent? Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("name", out JsonElement name) || name.GetString() is not { Length: > 0 } function)
            {
                return null;
            }

            Dictionary<string, object?> arguments = [];
            if (root.TryGetProperty("arguments", out JsonElement given) && given.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty argument in given.EnumerateObject())
                {
                    arguments[argument.Name] = argument.Value.Clone();
                }
            }

            return new FunctionCallContent($"call-{Guid.NewGuid():N}", function, arguments);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A model may write anything between the tags: it stays text, which the reader can see.
            return null;
        }
    }
}
