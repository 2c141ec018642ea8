using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>Writes the prompt: instructions, earlier turns, one piece per passage, the question last.</summary>
/// <remarks>Each piece is a content of its own, worded the same whatever the question is, so that an engine can reuse what it computed for it.</remarks>
internal static class PromptWriter
{
    private const string MarksInstruction = " After each sentence, cite the mark of the passage that it comes from, such as [12].";

    /// <summary>Writes what the prompt begins with, which is known before any passage is.</summary>
    public static List<ChatMessage> WriteHead(Conversation conversation, AnswersOptions options) =>
        [Instructions(conversation, options), .. conversation.History, new ChatMessage(ChatRole.User, [])];

    public static List<ChatMessage> Write(Conversation conversation, ContextSelection context, AnswersOptions options)
    {
        List<AIContent> question = [.. context.Used.Select(passage => EvidenceContent.Create(Piece(passage, options)))];
        question.Add(new TextContent($"Question: {conversation.Question}"));
        return [Instructions(conversation, options), .. conversation.History, new ChatMessage(ChatRole.User, question)];
    }

    private static ChatMessage Instructions(Conversation conversation, AnswersOptions options)
    {
        List<AIContent> instructions = [new TextContent(options.PassageMarks ? options.Instructions + MarksInstruction : options.Instructions)];
        instructions.AddRange(conversation.Instructions.Select(text => new TextContent("\n\n" + text)));
        return new ChatMessage(ChatRole.System, instructions);
    }

    private static string Piece(UsedPassage passage, AnswersOptions options) =>
        options.PassageMarks ? $"[{passage.Mark}] {passage.Text}\n\n" : $"{passage.Text}\n\n";
}
