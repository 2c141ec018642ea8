using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Tools;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Templates;

/// <summary>Turns messages into a prompt. Each literal of the template and each <see cref="TextContent"/> is a segment of its own.</summary>
internal sealed class PromptBuilder(Vocabulary vocabulary, ChatTemplate template, IToolCallFormat? tools, int contextTokens)
{
    /// <summary>Builds the prompt of a conversation.</summary>
    /// <exception cref="PromptTooLongException">It leaves no place for an answer in the context.</exception>
    /// <exception cref="LocalRagException">A message is not one that the model can take.</exception>
    public Prompt Build(IEnumerable<ChatMessage> messages, string? instructions) => Build(messages, instructions, isBeginning: false);

    /// <summary>Builds what a prompt begins with: up to the end of what is known of the last message.</summary>
    /// <exception cref="PromptTooLongException">It leaves no place for an answer in the context.</exception>
    /// <exception cref="LocalRagException">A message is not one that the model can take.</exception>
    public Prompt BuildBeginning(IEnumerable<ChatMessage> messages) => Build(messages, instructions: null, isBeginning: true);

    private Prompt Build(IEnumerable<ChatMessage> messages, string? instructions, bool isBeginning)
    {
        List<string> roles = [];
        List<IReadOnlyList<string>> contents = [];
        if (!string.IsNullOrEmpty(instructions))
        {
            roles.Add("system");
            contents.Add([instructions]);
        }

        foreach (ChatMessage message in messages)
        {
            roles.Add(Role(message.Role));
            contents.Add([.. message.Contents.Select(Text).Where(text => text.Length > 0)]);
        }

        if (roles.Count == 0)
        {
            throw new LocalRagException("The request has no messages.", "Send at least one message.");
        }

        RefuseHugeText(contents);
        List<int[]> segments = [];
        foreach (TemplatePart part in template.Render(roles))
        {
            foreach (string text in part.Literal is { } literal ? [literal] : contents[part.Message])
            {
                // Only the template's own words may turn into control tokens; what comes from users and documents never does.
                Add(segments, vocabulary.Tokenize(text, parseSpecial: part.Literal is not null, ContinuesText(segments)));
            }

            if (isBeginning && part.Message == roles.Count - 1)
            {
                break;
            }
        }

        Prompt prompt = new(AddBeginning(segments));
        return prompt.TokenCount < contextTokens ? prompt : throw new PromptTooLongException(prompt.TokenCount, contextTokens);
    }

    private static void Add(List<int[]> segments, int[] tokens)
    {
        if (tokens.Length > 0)
        {
            segments.Add(tokens);
        }
    }

    // Roles are written into the template's literals, so only those of this list may get there.
    private string Role(ChatRole role) =>
        role == ChatRole.System ? "system"
        : role == ChatRole.User ? "user"
        : role == ChatRole.Assistant ? "assistant"
        : role == ChatRole.Tool && tools is not null ? tools.ResultRole
        : throw new LocalRagException($"A message has the role {role.Value}, which is not supported by this template.", "Use system, user and assistant.");

    private string Text(AIContent content) => content switch
    {
        TextContent text => text.Text,
        UsageContent => string.Empty,
        FunctionCallContent or FunctionResultContent => tools?.Render(content)
            ?? throw new LocalRagException("A message has a tool call or its result, and tool calls are not supported by this template.", "Leave them out, or choose another model."),
        _ => throw new LocalRagException(
            $"A message has a {content.GetType().Name}, and the model takes only text.", "Send the content as text."),
    };

    private bool ContinuesText(List<int[]> segments) => segments.Count > 0 && !vocabulary.IsControl(segments[^1][^1]);

    private List<int[]> AddBeginning(List<int[]> segments)
    {
        if (vocabulary.BeginningOfSequence is { } beginning && segments.Count > 0 && segments[0][0] != beginning)
        {
            segments[0] = [beginning, .. segments[0]];
        }

        return segments;
    }

    // A text of which even the longest tokens would not fit is refused without the seconds that counting them would take.
    private void RefuseHugeText(List<IReadOnlyList<string>> contents)
    {
        long characters = contents.Sum(texts => texts.Sum(text => (long)text.Length));
        long atLeast = characters / vocabulary.LongestPieceBytes;
        if (atLeast >= contextTokens)
        {
            throw new PromptTooLongException((int)Math.Min(atLeast, int.MaxValue), contextTokens, isEstimate: true);
        }
    }
}
