using System.Text.Json.Serialization;

namespace LocalRag.Plugins.Packaging;

/// <summary>Writes the history without reflection.</summary>
[JsonSerializable(typeof(Dictionary<string, PluginHistory.Entry>))]
internal sealed partial class HistoryJson : JsonSerializerContext;
