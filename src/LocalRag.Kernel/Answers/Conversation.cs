using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>A request read as a conversation: the question, what was said before it, and what the caller tells the model.</summary>
/// <param name="Question">The text of the last message of the user.</param>
/// <param name="EarlierQuestions">The user's messages before it, oldest first.</param>
/// <param name="History">The turns that go into the prompt, oldest first.</param>
/// <param name="DroppedTurns">How many earlier turns do not.</param>
/// <param name="Instructions">The caller's system messages.</param>
internal sealed record Conversation(
    string Question,
    IReadOnlyList<string> EarlierQuestions,
    IReadOnlyList<ChatMessage> History,
    int DroppedTurns,
    IReadOnlyList<string> Instructions)
{
    /// <exception cref="LocalRagException">No message of the user has text.</exception>
    public static Conversation Read(IEnumerable<ChatMessage> messages, AnswersOptions options)
    {
        List<ChatMessage> all = [.. messages];
        int last = all.FindLastIndex(message => message.Role == ChatRole.User && !string.IsNullOrWhiteSpace(message.Text));
        if (last < 0)
        {
            throw new LocalRagException("The request holds no question: no message of the user has text.", "Send the question as the last user message.");
        }

        List<List<ChatMessage>> turns = [];
        foreach (ChatMessage message in all.Take(last).Where(message => !string.IsNullOrWhiteSpace(message.Text)))
        {
            if (message.Role == ChatRole.User)
            {
                turns.Add([message]);
            }
            else if (message.Role == ChatRole.Assistant && turns.Count > 0)
            {
                turns[^1].Add(message);
            }
        }

        List<List<ChatMessage>> kept = Newest(turns, options);
        return new Conversation(
            all[last].Text.Trim(),
            [.. turns.Select(turn => turn[0].Text.Trim())],
            [.. kept.SelectMany(turn => turn).Select(message => new ChatMessage(message.Role, message.Text))],
            turns.Count - kept.Count,
            [.. all.Where(message => message.Role == ChatRole.System && !string.IsNullOrWhiteSpace(message.Text)).Select(message => message.Text)]);
    }

    private static List<List<ChatMessage>> Newest(List<List<ChatMessage>> turns, AnswersOptions options)
    {
        List<List<ChatMessage>> kept = [];
        int characters = 0;
        foreach (List<ChatMessage> turn in turns.AsEnumerable().Reverse().Take(options.HistoryTurns))
        {
            characters += turn.Sum(message => message.Text.Length);
            if (characters > options.HistoryCharacters)
            {
                break;
            }

            kept.Add(turn);
        }

        kept.Reverse();
        return kept;
    }
}
