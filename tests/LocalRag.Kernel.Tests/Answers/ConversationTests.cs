using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Answers;

public sealed class ConversationTests
{
    private readonly AnswersOptions _options = new();

    private readonly List<ChatMessage> _messages =
    [
        new(ChatRole.User, "Q1"), new(ChatRole.Assistant, "A1"),
        new(ChatRole.User, "Q2"), new(ChatRole.Assistant, "A2"),
        new(ChatRole.User, "Q3"), new(ChatRole.Assistant, "A3"),
        new(ChatRole.User, "Q4"),
    ];

    [Fact]
    public void Question_IsTheLastOfTheUser()
    {
        Conversation conversation = Conversation.Read(_messages, _options);

        Assert.Equal("Q4", conversation.Question);
        Assert.Equal(["Q1", "Q2", "Q3"], conversation.EarlierQuestions);
    }

    [Fact]
    public void History_KeepsTheNewestTurns_AndCountsTheOthers()
    {
        Conversation conversation = Conversation.Read(_messages, _options);

        Assert.Equal(["Q2", "A2", "Q3", "A3"], conversation.History.Select(message => message.Text));
        Assert.Equal(1, conversation.DroppedTurns);
    }

    [Fact]
    public void History_TooLong_LosesItsOldestTurnWhole()
    {
        _options.HistoryCharacters = 7;

        Conversation conversation = Conversation.Read(_messages, _options);

        Assert.Equal(["Q3", "A3"], conversation.History.Select(message => message.Text));
        Assert.Equal(2, conversation.DroppedTurns);
    }

    [Fact]
    public void History_OfNoTurns_IsPossible()
    {
        _options.HistoryTurns = 0;

        Assert.Empty(Conversation.Read(_messages, _options).History);
    }

    [Fact]
    public void ToolMessages_AreNoPartOfIt()
    {
        _messages.InsertRange(1, [new(ChatRole.Assistant, [new FunctionCallContent("1", "f")]), new(ChatRole.Tool, [new FunctionResultContent("1", "r")])]);
        _options.HistoryTurns = 9;

        Assert.Equal(["Q1", "A1", "Q2", "A2", "Q3", "A3"], Conversation.Read(_messages, _options).History.Select(message => message.Text));
    }
}
