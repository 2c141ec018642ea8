using LocalRag.LlamaCpp.Engine;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Prefixes;

/// <summary>Prompts as the host writes them: instructions, passages that come again, a question.</summary>
internal static class PrefixPrompts
{
    private const string Instructions = "Answer the question in one full sentence, with the words of the text.";

    private static readonly string[] s_passages =
    [
        "The lighthouse at Cape Alder was built in 1871 from red granite. Its lamp burned whale oil until 1904.\n\n",
        "Visitors reach the bakery by the old mill road. It sells rye bread on Fridays and closes at noon on Sundays.\n\n",
        "The warranty covers the pump for three years. Damage by frost is not covered, and the claim needs the receipt.\n\n",
        "Lake Ossa freezes from December to March. Skaters may enter from the north shore once the ice is 12 cm thick.\n\n",
    ];

    private static readonly string[] s_questions =
        ["What is this about?", "When was it built?", "What is not covered?", "Who may enter, and from where?"];

    /// <summary>Gets 24 prompts; most begin like an earlier one, a few like none.</summary>
    public static IReadOnlyList<ChatMessage[]> All { get; } =
    [
        .. from passages in (int[][])[[0], [0, 1], [0, 1, 2], [1, 3], [2], [2, 3]]
           from question in s_questions
           select Write(passages, question),
    ];

    public static ChatMessage[] Write(int[] passages, string question) =>
    [
        new ChatMessage(ChatRole.System, Instructions),
        new ChatMessage(ChatRole.User, [.. passages.Select(passage => new TextContent(s_passages[passage])), new TextContent($"Question: {question}")]),
    ];

    /// <summary>Writes a prompt whose passages are marked as evidence.</summary>
    public static ChatMessage[] WriteEvidence(int[] passages, string question, params ChatMessage[] history) =>
    [
        new ChatMessage(ChatRole.System, Instructions),
        .. history,
        new ChatMessage(ChatRole.User, [.. passages.Select(passage => EvidenceContent.Create(s_passages[passage])), new TextContent($"Question: {question}")]),
    ];

    public static Prompt BuildEvidence(ChatModelFixture fixture, ChatMessage[] messages) => fixture.Model.Prompts.Build(messages, instructions: null, findEvidence: true);

    public static Prompt Build(ChatModelFixture fixture, ChatMessage[] messages) => fixture.Model.Prompts.Build(messages, instructions: null);
}
