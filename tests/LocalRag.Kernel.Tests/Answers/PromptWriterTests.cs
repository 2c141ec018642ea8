using LocalRag.Answers;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Answers;

public sealed class PromptWriterTests
{
    private static readonly SearchHit s_one = Hits.Of("One.", "/a");
    private static readonly SearchHit s_two = Hits.Of("Two.", "/b");

    private readonly AnswersOptions _options = new();

    [Fact]
    public void Prompt_IsInstructionsPassagesAndTheQuestionLast_EachAPieceOfItsOwn()
    {
        List<ChatMessage> prompt = Write([new ChatMessage(ChatRole.User, "Why?")], s_one, s_two);

        Assert.Equal([ChatRole.System, ChatRole.User], prompt.Select(message => message.Role));
        Assert.Equal(_options.Instructions, prompt[0].Text);
        Assert.Equal(3, prompt[1].Contents.Count);
        Assert.Contains("One.", Text(prompt, 0), StringComparison.Ordinal);
        Assert.Contains("Two.", Text(prompt, 1), StringComparison.Ordinal);
        Assert.Contains("Why?", Text(prompt, 2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pieces_BeforeTheQuestion_DoNotDependOnIt(bool marks)
    {
        _options.PassageMarks = marks;

        List<ChatMessage> why = Write([new ChatMessage(ChatRole.User, "Why?")], s_one, s_two);
        List<ChatMessage> when = Write([new ChatMessage(ChatRole.User, "When?")], s_two);

        Assert.Equal(why[0].Text, when[0].Text);
        Assert.Equal(Text(why, 1), Text(when, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Head_IsWhatThePromptBeginsWith(bool marks)
    {
        _options.PassageMarks = marks;
        ChatMessage[] messages = [new(ChatRole.User, "First?"), new(ChatRole.Assistant, "Yes."), new(ChatRole.User, "Why?")];

        List<ChatMessage> head = PromptWriter.WriteHead(Conversation.Read(messages, _options), _options);
        List<ChatMessage> prompt = Write(messages, s_one);

        Assert.Equal(prompt.Select(message => message.Role), head.Select(message => message.Role));
        Assert.Equal(prompt.SkipLast(1).Select(message => message.Text), head.SkipLast(1).Select(message => message.Text));
        Assert.Empty(head[^1].Contents);
    }

    [Fact]
    public void History_StandsBetweenInstructionsAndPassages()
    {
        List<ChatMessage> prompt = Write([new(ChatRole.User, "First?"), new(ChatRole.Assistant, "Yes."), new(ChatRole.User, "Why?")], s_one);

        Assert.Equal(["First?", "Yes."], prompt[1..3].Select(message => message.Text));
        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User], prompt.Select(message => message.Role));
    }

    [Fact]
    public void InstructionsOfTheCaller_FollowTheHostsOwn()
    {
        List<ChatMessage> prompt = Write([new(ChatRole.System, "Speak like a pirate."), new(ChatRole.User, "Why?")], s_one);

        Assert.StartsWith(_options.Instructions, prompt[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("Speak like a pirate.", prompt[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_AreThePassagesNumbers()
    {
        _options.PassageMarks = true;

        List<ChatMessage> prompt = Write([new ChatMessage(ChatRole.User, "Why?")], s_two);

        Assert.StartsWith($"[{s_two.Passage.ChunkId}] ", Text(prompt, 0), StringComparison.Ordinal);
    }

    private static string Text(List<ChatMessage> prompt, int piece) => Assert.IsType<TextContent>(prompt[^1].Contents[piece]).Text;

    private List<ChatMessage> Write(IEnumerable<ChatMessage> messages, params SearchHit[] hits) => PromptWriter.Write(
        Conversation.Read(messages, _options),
        new ContextSelection([.. hits.Select(hit => new UsedPassage([hit], hit.Passage.Text))], []),
        _options);
}
