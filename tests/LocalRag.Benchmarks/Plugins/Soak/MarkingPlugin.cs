using LocalRag.Plugins.Tests;

namespace LocalRag.Benchmarks.Plugins.Soak;

/// <summary>The test plugin that marks each answer and notes each layer that a call has passed.</summary>
internal sealed record MarkingPlugin() : SoakedPlugin("Soak")
{
    private readonly byte[][] _builds = [PluginForge.Compile("Soak", "v1"), PluginForge.Compile("Soak", "v2")];

    public override void Deploy(string folder, int build) => PluginForge.Deploy(folder, Name, _builds[build & 1]);

    public override string Ask(long number) => OnePassageIndex.Question;

    public override bool IsRight(string pipeline, string answer, IReadOnlyList<string> notes)
    {
        string[] places = pipeline == "chat" ? ["chat"] : ["answers", "retrieval", "chat"];
        string[] versions = [.. notes.Select(note => note.Split(' ')[0]).Distinct()];
        string[] seen = [.. notes.Select(note => note.Split(' ')[1])];
        return versions is [string version]
            && places.All(place => seen.Count(name => name == place) == 1)
            && (places.Length > 1 || (answer.StartsWith($"<{version}>", StringComparison.Ordinal) && answer.EndsWith($"</{version}>", StringComparison.Ordinal)));
    }
}
