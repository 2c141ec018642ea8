namespace LocalRag.Measurement;

/// <summary>The versions of what was measured.</summary>
/// <param name="Localrag">The version of this program.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Natives">The version of llama.cpp's libraries; null where they were not loaded.</param>
/// <param name="ChatModel">The chat model of the baseline.</param>
/// <param name="ChatModelSha256">The hash of its file; null where there is no file.</param>
/// <param name="EmbeddingModel">The embedding model of the baseline.</param>
public sealed record BenchmarkVersions(
    string Localrag, string Runtime, string? Natives, string? ChatModel, string? ChatModelSha256, string? EmbeddingModel);
