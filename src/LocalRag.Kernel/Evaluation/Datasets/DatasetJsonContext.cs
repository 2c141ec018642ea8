using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalRag.Evaluation.Datasets;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SquadFile))]
[JsonSerializable(typeof(BeirText))]
[JsonSerializable(typeof(QuestionLine))]
internal sealed partial class DatasetJsonContext : JsonSerializerContext;
