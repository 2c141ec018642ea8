using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests;

public sealed class LlamaChatClientTests(ChatModelFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_ToAQuestion_HasTextUsageAndReason()
    {
        ChatResponse response = await fixture.Client.GetResponseAsync(
            "What is the capital of France?", new ChatOptions { MaxOutputTokens = 12 }, Token);

        TestContext.Current.SendDiagnosticMessage(response.Text);
        Assert.Contains("Paris", response.Text, StringComparison.Ordinal);
    }
}
