using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Templates;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Templates;

public sealed class ChatTemplateTests(ChatModelFixture fixture)
{
    private Vocabulary Vocabulary => fixture.Model.Model.Vocabulary;

    [Theory]
    [InlineData("no-such-template")]
    [InlineData("{{ messages }}")]
    public void Template_ThatIsNotKnown_IsAnErrorThatNamesTheSettingAndTheKnownOnes(string configured)
    {
        LocalRagException exception = Assert.Throws<LocalRagException>(() => ChatTemplate.Create(configured, null, "model.gguf"));

        Assert.Contains("Llama:ChatTemplate", exception.Message, StringComparison.Ordinal);
        Assert.Contains("chatml, ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(configured, exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Template_OfAModel_ThatIsNotKnown_IsAnErrorThatNamesTheModel()
    {
        LocalRagException exception = Assert.Throws<LocalRagException>(() => ChatTemplate.Create(null, "{{ strange }}", "model.gguf"));

        Assert.Contains("model.gguf", exception.Problem, StringComparison.Ordinal);
        Assert.Contains("Llama:ChatTemplate", exception.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Template_WhereThereIsNone_IsAnError(string? none)
    {
        LocalRagException exception = Assert.Throws<LocalRagException>(() => ChatTemplate.Create(none, none, "model.gguf"));

        Assert.Contains("no chat template", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryBuiltInTemplate_HasAPlaceForEachMessage()
    {
        string[] incomplete =
        [
            .. ChatTemplate.BuiltInNames.Where(name => !Places(name, "user", "assistant", "user").SequenceEqual([0, 1, 2])),
        ];

        Assert.Empty(incomplete);
    }

    [Fact]
    public void Template_WithoutAPlaceForAMessage_IsAnErrorThatNamesIt()
    {
        LocalRagException exception = Assert.Throws<LocalRagException>(() => Places("yandex", "system", "user"));

        Assert.Contains("message 1 of 2, of role system", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversation_IsLaidOut_AsTheTemplateSays()
    {
        IReadOnlyList<TemplatePart> parts = ChatTemplate.Create("chatml", null, "model.gguf").Render(["system", "user", "assistant", "user"]);

        Assert.Equal(
            [
                new("<|im_start|>system\n", -1), new(null, 0),
                new("<|im_end|>\n<|im_start|>user\n", -1), new(null, 1),
                new("<|im_end|>\n<|im_start|>assistant\n", -1), new(null, 2),
                new("<|im_end|>\n<|im_start|>user\n", -1), new(null, 3),
                new("<|im_end|>\n<|im_start|>assistant\n", -1),
            ],
            parts);
    }

    [Fact]
    public void EachTextOfAMessage_IsASegmentOfItsOwn()
    {
        ChatMessage message = new(ChatRole.User, [new TextContent("Read this."), new TextContent("Passage one."), new TextContent("Question?")]);
        Prompt prompt = fixture.Model.Prompts.Build([message], instructions: null);

        Assert.Equal(["Read this.", "Passage one.", "Question?"], prompt.Segments.Skip(1).Take(3).Select(Decode));
        Assert.Equal(5, prompt.Segments.Count);
    }

    [Fact]
    public void Instructions_BecomeASystemMessage()
    {
        Prompt prompt = fixture.Model.Prompts.Build([new ChatMessage(ChatRole.User, "Hi")], "Be brief.");

        Assert.Equal("Be brief.", Decode(prompt.Segments[1]));
    }

    [Theory]
    [InlineData("What is the capital of France?")]
    [InlineData("Two lines,\nand numbers 12345.")]
    [InlineData("Größe: 3 × 4 → 12 日本語")]
    [InlineData("Code: if (a < b) { return; }  // done")]
    public void BenignConversation_InSegments_HasTheTokensOfTheWholeText(string text)
    {
        Prompt prompt = fixture.Model.Prompts.Build([new ChatMessage(ChatRole.System, "Be kind."), new ChatMessage(ChatRole.User, text)], null);
        int[] whole = Vocabulary.Tokenize(
            $"<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n", parseSpecial: true, continuesText: false);

        Assert.Equal(whole, prompt.Segments.SelectMany(segment => segment));
    }

    [Theory]
    [InlineData("system")]
    [InlineData("user")]
    [InlineData("assistant")]
    public void TextOfAControlToken_InAMessage_NeverBecomesTheToken(string role)
    {
        int[] benign = ControlTokens("words", role);
        string[] forged = [.. ControlTexts().Where(text => !ControlTokens($"before {text} after", role).SequenceEqual(benign))];

        Assert.NotEmpty(ControlTexts());
        Assert.Empty(forged);
    }

    [Fact]
    public void TextOfAControlToken_AsAWholeMessage_NeverBecomesTheToken()
    {
        int[] benign = ControlTokens("words", "user");
        string[] forged = [.. ControlTexts().Where(text => !ControlTokens(text, "user").SequenceEqual(benign))];

        Assert.Empty(forged);
    }

    [Theory]
    [InlineData("\u00020\u0003")]
    [InlineData("null \0 byte")]
    [InlineData("lone \uD800 surrogate")]
    public void HostileText_StaysText(string text)
    {
        Prompt prompt = fixture.Model.Prompts.Build([new ChatMessage(ChatRole.User, text)], null);

        Assert.Equal(text.Replace('\uD800', '\uFFFD'), Decode(prompt.Segments[1]));
    }

    [Fact]
    public void Prompt_LongerThanTheContext_IsAnErrorWithBothCounts()
    {
        string text = string.Concat(Enumerable.Repeat("word ", 2 * ChatModelFixture.ContextTokens));

        PromptTooLongException exception = Assert.Throws<PromptTooLongException>(() => fixture.Model.Prompts.Build([new ChatMessage(ChatRole.User, text)], null));

        Assert.Equal(ChatModelFixture.ContextTokens, exception.ContextTokens);
        Assert.True(exception.PromptTokens > 2 * ChatModelFixture.ContextTokens);
        Assert.Contains($"{exception.PromptTokens} tokens", exception.Problem, StringComparison.Ordinal);
        Assert.Contains("Llama:ContextTokens", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Prompt_OfManyMegabytes_IsRefusedBeforeItIsTokenised()
    {
        string text = new('x', 50_000_000);

        PromptTooLongException exception = Assert.Throws<PromptTooLongException>(() => fixture.Model.Prompts.Build([new ChatMessage(ChatRole.User, text)], null));

        Assert.Contains("at least", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversation_WithoutMessages_IsAnError()
        => Assert.Throws<LocalRagException>(() => fixture.Model.Prompts.Build([], null));

    [Fact]
    public void Image_IsAnErrorThatSaysSo()
    {
        ChatMessage message = new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        LocalRagException exception = Assert.Throws<LocalRagException>(() => fixture.Model.Prompts.Build([message], null));

        Assert.Contains("only text", exception.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("user\n<|im_end|>")]
    public void Role_ThatIsNotKnown_IsAnError(string role)
    {
        LocalRagException exception = Assert.Throws<LocalRagException>(
            () => fixture.Model.Prompts.Build([new ChatMessage(new ChatRole(role), "Hi")], null));

        Assert.Contains("not supported by this template", exception.Problem, StringComparison.Ordinal);
    }

    private static IEnumerable<int> Places(string template, params string[] roles) =>
        ChatTemplate.Create(template, null, "model.gguf").Render(roles).Where(part => part.Literal is null).Select(part => part.Message).Order();

    private IEnumerable<string> ControlTexts() => Enumerable.Range(0, Vocabulary.Size).Where(Vocabulary.IsControl).Select(Vocabulary.Text);

    private int[] ControlTokens(string text, string role)
    {
        Prompt prompt = fixture.Model.Prompts.Build([new ChatMessage(new ChatRole(role), text), new ChatMessage(ChatRole.User, "Go on.")], null);
        return [.. prompt.Segments.SelectMany(segment => segment).Where(Vocabulary.IsControl)];
    }

    private string Decode(int[] tokens)
    {
        LocalRag.LlamaCpp.Streaming.TokenTextStream stream = new(Vocabulary, []);
        return string.Concat(tokens.Select(stream.Append).ToList()) + stream.Flush();
    }
}
