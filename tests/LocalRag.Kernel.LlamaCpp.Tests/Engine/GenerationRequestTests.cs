using System.Diagnostics;
using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Tests.Engine;

public sealed class GenerationRequestTests(ChatModelFixture fixture)
{
    private static readonly long s_start = Stopwatch.Frequency;

    [Fact]
    public void FirstToken_IsHandedOverAtOnce()
    {
        GenerationRequest request = NewRequest();

        request.Deliver(11, s_start);

        Assert.Equal([11], Read(request));
        request.Complete(GenerationEnd.Stop);
    }

    [Fact]
    public void Tokens_FasterThanAnEyeCanFollow_AreHandedOverTogether()
    {
        GenerationRequest request = NewRequest();
        request.Deliver(11, s_start);
        Read(request);

        request.Deliver(12, s_start + Milliseconds(7));
        int[] early = Read(request);
        request.Deliver(13, s_start + Milliseconds(21));

        Assert.Empty(early);
        Assert.Equal([12, 13], Read(request));
        request.Complete(GenerationEnd.Stop);
    }

    [Fact]
    public void TokensOfASlowModel_AreHandedOverOneByOne()
    {
        GenerationRequest request = NewRequest();
        request.Deliver(11, s_start);
        Read(request);

        request.Deliver(12, s_start + Milliseconds(30));

        Assert.Equal([12], Read(request));
        request.Complete(GenerationEnd.Stop);
    }

    [Fact]
    public async Task End_HandsOverWhatIsHeld_BeforeTheError()
    {
        GenerationRequest request = NewRequest();
        request.Deliver(11, s_start);
        request.Deliver(12, s_start + 1);

        request.Complete(GenerationEnd.None, new LocalRagException("The engine failed."));

        Assert.Equal([11, 12], Read(request));
        await Assert.ThrowsAsync<LocalRagException>(() => request.Tokens.Completion);
    }

    private static long Milliseconds(int count) => count * Stopwatch.Frequency / 1000;

    private static int[] Read(GenerationRequest request)
    {
        List<int> tokens = [];
        while (request.Tokens.TryRead(out int token))
        {
            tokens.Add(token);
        }

        return [.. tokens];
    }

    private GenerationRequest NewRequest() => fixture.NewRequest(new Prompt([[1]]));
}
