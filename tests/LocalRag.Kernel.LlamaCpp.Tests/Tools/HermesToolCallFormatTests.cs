using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Streaming;
using LocalRag.LlamaCpp.Templates;
using LocalRag.LlamaCpp.Tools;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Tools;

public sealed class HermesToolCallFormatTests(ChatModelFixture fixture)
{
    private const string Call = "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": \"zwölf\"}}\n</tool_call>";

    private readonly HermesToolCallFormat _format = new();

    [Theory]
    [InlineData("<|im_start|> {{ '<tools>' }} <tool_call>", true)]
    [InlineData("<|im_start|>{{ message['content'] }}<|im_end|>", false)]
    [InlineData("chatml", false)]
    public void Format_IsFound_ByTheMarksInTheTemplate(string template, bool expected)
        => Assert.Equal(expected, ToolCallFormats.Find(template) is not null);

    [Fact]
    public void Call_IsRead_WithItsArguments()
    {
        FunctionCallContent call = Assert.IsType<FunctionCallContent>(Assert.Single(_format.Parse(Call)));

        Assert.Equal("add", call.Name);
        Assert.Equal(["1", "zwölf"], call.Arguments!.Values.Select(value => value!.ToString()));
    }

    [Fact]
    public void Calls_OneAfterTheOther_AreReadInOrder()
    {
        IReadOnlyList<AIContent> contents = _format.Parse($"{Call}\nand\n{Call.Replace("add", "multiply", StringComparison.Ordinal)}");

        Assert.Equal(["add", "multiply"], contents.OfType<FunctionCallContent>().Select(call => call.Name));
        Assert.Equal("and", Assert.Single(contents.OfType<TextContent>()).Text.Trim());
    }

    [Theory]
    [InlineData("<tool_call>\nnot json\n</tool_call>")]
    [InlineData("<tool_call>\n[1]\n</tool_call>")]
    [InlineData("<tool_call>\n{\"name\": 5}\n</tool_call>")]
    [InlineData("<tool_call>")]
    public void Text_ThatIsNoCall_StaysText(string text)
        => Assert.Equal(text, Assert.IsType<TextContent>(Assert.Single(_format.Parse(text))).Text);

    [Fact]
    public void Tools_AreDescribed_ByNameAndParameters()
    {
        string text = _format.Describe([AIFunctionFactory.Create((int a, int b) => a + b, "add", "Adds two numbers.")]);

        Assert.Contains("\"name\":\"add\"", text, StringComparison.Ordinal);
        Assert.Contains("Adds two numbers.", text, StringComparison.Ordinal);
        Assert.Contains("\"a\":{\"type\":\"integer\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_WithACall_ShowsTheTextBeforeIt_AndHoldsTheCallBack()
    {
        Vocabulary vocabulary = fixture.Model.Model.Vocabulary;
        AnswerReader reader = new(vocabulary, [], _format);
        string shown = string.Concat(vocabulary.Tokenize($"Let me add < them. {Call}", false, false).Select(reader.Append).ToList()) + reader.Flush();

        Assert.Equal("Let me add < them. ", shown);
        Assert.Equal("add", Assert.IsType<FunctionCallContent>(Assert.Single(reader.Calls())).Name);
    }

    [Fact]
    public void CallAndResult_OfAnEarlierTurn_StandInThePrompt()
    {
        PromptBuilder prompts = new(fixture.Model.Model.Vocabulary, ChatTemplate.Create("chatml", null, "model.gguf"), _format, 500);
        ChatMessage[] messages =
        [
            new(ChatRole.User, "1 + 2?"),
            new(ChatRole.Assistant, [new FunctionCallContent("call-1", "add", new Dictionary<string, object?> { ["a"] = 1 })]),
            new(ChatRole.Tool, [new FunctionResultContent("call-1", 3)]),
        ];
        TokenTextStream text = new(fixture.Model.Model.Vocabulary, []);
        string prompt = string.Concat(prompts.Build(messages, null).Segments.SelectMany(segment => segment).Select(text.Append).ToList());

        Assert.Contains("<tool_call>\n{\"name\":\"add\",\"arguments\":{\"a\":1}}\n</tool_call>", prompt, StringComparison.Ordinal);
        Assert.Contains("user\n<tool_response>\n3\n</tool_response>", prompt, StringComparison.Ordinal);
    }
}
