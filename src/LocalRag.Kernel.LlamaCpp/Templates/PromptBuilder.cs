using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Tools;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Templates;

/// <summary>Turns messages into a prompt. Each literal of the template and each <see cref="TextContent"/> is a segment of its own.</summary>
internal sealed class PromptBuilder(Vocabulary vocabulary, ChatTemplate template, IToolCallFormat? tools, int contextTokens)
{
    /// <summary>Builds the prompt of a conversation.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="instructions">What the model is told before it, or null.</param>
    /// <param name="findEvidence">Whether it matters which of it is evidence.</param>
    /// <exception cref="PromptTooLongException">It leaves no place for an answer in the context.</exception>
    /// <exception cref="LocalRagException">A message is not one that the model can take.</exception>
    public Prompt Build(IEnumerable<ChatMessage> messages, string? instructions, bool findEvidence = false)
    {
        if (!findEvidence)
        {
            return Build(messages, instructions, isBeginning: false, out _);
        }

        List<ChatMessage> all = [.. messages];
        Prompt prompt = Build(all, instructions, isBeginning: false, out HashSet<int> evidence);
        return evidence.Count == 0 ? prompt : new Prompt(prompt.Segments, new PromptEvidence(BuildHead(all, instructions).Segments, evidence));
    }

    /// <summary>Builds what a prompt begins with: up to the end of what is known of the last message.</summary>
    /// <exception cref="PromptTooLongException">It leaves no place for an answer in the context.</exception>
    /// <exception cref="LocalRagException">A message is not one that the model can take.</exception>
    public Prompt BuildBeginning(IEnumerable<ChatMessage> messages) => Build(messages, instructions: null, isBeginning: true, out _);

    // What a prompt with the same instructions begins with, whatever was said before the question: evidence is computed behind this.
    private Prompt BuildHead(List<ChatMessage> messages, string? instructions)
    {
        ChatMessage holder = messages.Last(message => message.Contents.Any(EvidenceContent.IsMarked));
        return Build(
            [
                .. messages.TakeWhile(message => message != holder).Where(message => message.Role == ChatRole.System),
                new ChatMessage(holder.Role, [.. holder.Contents.TakeWhile(content => !EvidenceContent.IsMarked(content))]),
            ],
            instructions,
            isBeginning: true,
            out _);
    }

    private Prompt Build(IEnumerable<ChatMessage> messages, string? instructions, bool isBeginning, out HashSet<int> evidence)
    {
        List<string> roles = [];
        List<IReadOnlyList<(string Text, bool IsEvidence)>> contents = [];
        if (!string.IsNullOrEmpty(instructions))
        {
            roles.Add("system");
            contents.Add([(instructions, false)]);
        }

        foreach (ChatMessage message in messages)
        {
            roles.Add(Role(message.Role));
            contents.Add([.. message.Contents.Select(content => (Text: Text(content), EvidenceContent.IsMarked(content))).Where(content => content.Text.Length > 0)]);
        }

        if (roles.Count == 0)
        {
            throw new LocalRagException("The request has no messages.", "Send at least one message.");
        }

        RefuseHugeText(contents);
        List<int[]> segments = [];
        evidence = [];
        foreach (TemplatePart part in template.Render(roles))
        {
            foreach ((string text, bool isEvidence) in part.Literal is { } literal ? [(literal, false)] : contents[part.Message])
            {
                if (isEvidence && part.Message == roles.Count - 1)
                {
                    evidence.Add(segments.Count);
                }

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
    private void RefuseHugeText(List<IReadOnlyList<(string Text, bool IsEvidence)>> contents)
    {
        long characters = contents.Sum(texts => texts.Sum(content => (long)content.Text.Length));
        long atLeast = characters / vocabulary.LongestPieceBytes;
        if (atLeast >= contextTokens)
        {
            throw new PromptTooLongException((int)Math.Min(atLeast, int.MaxValue), contextTokens, isEstimate: true);
        }
    }
}
