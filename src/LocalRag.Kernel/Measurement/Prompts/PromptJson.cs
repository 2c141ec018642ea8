using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalRag.Measurement;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PromptLine))]
internal sealed partial class PromptJson : JsonSerializerContext;
