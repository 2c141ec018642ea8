using LocalRag.Pipelines;

namespace LocalRag.Tests.Pipelines;

public sealed class DeferredTests
{
    [Fact]
    public async Task Make_FirstUseInACall_StartsNothingWithTheAsyncLocalsOfThatCall()
    {
        AsyncLocal<string?> ofThePlugin = new() { Value = "note" };
        Lazy<Task<string?>> started = Deferred.Make(() => Task.Run<string?>(() => ofThePlugin.Value));

        string? seen = await started.Value;

        Assert.Null(seen);
        Assert.Equal("note", ofThePlugin.Value);
        Assert.False(ExecutionContext.IsFlowSuppressed());
    }

    [Fact]
    public void Make_WithoutFlowAlready_MakesTheService()
    {
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();

        Assert.Equal(3, Deferred.Make(() => 3).Value);
        Assert.True(ExecutionContext.IsFlowSuppressed());
    }
}
