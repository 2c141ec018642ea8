using System.Text.Json;
using LocalRag.Testing;

namespace LocalRag.Samples;

/// <summary>A line of the sample prompts: one question, or the turns of a conversation.</summary>
internal sealed record SamplePrompt(string Id, string? Question, IReadOnlyList<string>? Turns, string? Document, string? Phrase)
{
    public static IReadOnlyList<SamplePrompt> Questions { get; } = Read("questions.jsonl");

    public static IReadOnlyList<SamplePrompt> FollowUps { get; } = Read("follow-ups.jsonl");

    public static IReadOnlyList<SamplePrompt> Answered { get; } = [.. Questions.Concat(FollowUps).Where(prompt => prompt.Document is not null)];

    private static SamplePrompt[] Read(string name) =>
        [.. File.ReadLines(Path.Combine(RepositoryPaths.Root, "samples", "prompts", name))
            .Select(line => JsonSerializer.Deserialize<SamplePrompt>(line, JsonSerializerOptions.Web)!)];
}
