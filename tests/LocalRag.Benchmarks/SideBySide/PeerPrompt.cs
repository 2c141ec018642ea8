using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.SideBySide;

/// <summary>A prompt as the host writes it; a program that takes one text for a message is given the pieces joined.</summary>
/// <param name="Question">The question it was made for.</param>
/// <param name="System">The pieces of the system message.</param>
/// <param name="User">The pieces of the user's message: the passages, and the question.</param>
internal sealed record PeerPrompt(string Question, IReadOnlyList<string> System, IReadOnlyList<string> User)
{
    public static PeerPrompt From(string question, IReadOnlyList<ChatMessage> messages) =>
        new(question, Pieces(messages[0]), Pieces(messages[^1]));

    public IReadOnlyList<ChatMessage> ToMessages() => [Message(ChatRole.System, System), Message(ChatRole.User, User)];

    private static string[] Pieces(ChatMessage message) => [.. message.Contents.Cast<TextContent>().Select(static content => content.Text)];

    private static ChatMessage Message(ChatRole role, IEnumerable<string> pieces) => new(role, [.. pieces.Select(static piece => new TextContent(piece))]);
}
