using System.Net;
using System.Net.Http.Headers;
using LocalRag.Models;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Tests.Models;

public sealed class ModelDownloaderTests : IDisposable
{
    private readonly ModelFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Pull_WholeFile_GetsTheModelsName()
    {
        TestHttpHandler server = new(Serve);
        List<ModelProgress> progress = [];

        string path = await PullAsync(server, new DirectProgress(progress));

        Assert.Equal(_folder.Target, path);
        Assert.Equal(_folder.Content, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(_folder.Part));
        Assert.Equal(new ModelProgress(_folder.Content.Length, _folder.Content.Length), progress[^1]);
    }

    [Fact]
    public async Task Pull_FileThatIsThere_AsksNoServer()
    {
        _folder.WriteTarget(_folder.Content);
        TestHttpHandler server = new(Serve);

        await PullAsync(server);

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_DamagedFileThatIsThere_IsReplaced()
    {
        _folder.WriteTarget(new byte[_folder.Content.Length]);

        await PullAsync(new TestHttpHandler(Serve));

        Assert.Equal(_folder.Content, await File.ReadAllBytesAsync(_folder.Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pull_PartOfAnEarlierAttempt_IsContinued()
    {
        _folder.WritePart(_folder.Content[..300_000]);
        TestHttpHandler server = new(Serve);

        await PullAsync(server);

        Assert.Equal(300_000, Assert.Single(Assert.Single(server.Requests).Headers.Range!.Ranges).From);
        Assert.Equal(_folder.Content, await File.ReadAllBytesAsync(_folder.Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pull_ServerThatCannotContinue_BeginsAgain()
    {
        _folder.WritePart(_folder.Content[..300_000]);

        await PullAsync(new TestHttpHandler(_ => Answer(HttpStatusCode.OK, _folder.Content)));

        Assert.Equal(_folder.Content, await File.ReadAllBytesAsync(_folder.Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pull_PartThatIsWhole_IsOnlyChecked()
    {
        _folder.WritePart(_folder.Content);
        TestHttpHandler server = new(Serve);

        await PullAsync(server);

        Assert.Empty(server.Requests);
        Assert.True(File.Exists(_folder.Target));
    }

    [Fact]
    public async Task Pull_PartLongerThanTheModel_BeginsAgain()
    {
        _folder.WritePart([.. _folder.Content, 1]);

        await PullAsync(new TestHttpHandler(Serve));

        Assert.Equal(_folder.Content, await File.ReadAllBytesAsync(_folder.Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pull_OtherContent_KeepsNothing()
    {
        byte[] other = new byte[_folder.Content.Length];

        ModelUnavailableException exception = await RefusedAsync(new TestHttpHandler(_ => Answer(HttpStatusCode.OK, other)));

        Assert.Contains("SHA-256", exception.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Store.Directory));
    }

    [Fact]
    public async Task Pull_DamagedPart_KeepsNothing()
    {
        _folder.WritePart(new byte[1000]);

        ModelUnavailableException exception = await RefusedAsync(new TestHttpHandler(Serve));

        Assert.Contains("SHA-256", exception.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Store.Directory));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pull_MoreThanTheModel_IsStopped(bool tellsLength)
    {
        byte[] more = [.. _folder.Content, .. new byte[10_000_000]];

        await RefusedAsync(new TestHttpHandler(_ => Answer(HttpStatusCode.OK, more, tellsLength)));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Store.Directory));
    }

    [Fact]
    public async Task Pull_ServerThatStopsEarly_KeepsThePartForTheNextTime()
    {
        ModelUnavailableException exception = await RefusedAsync(new TestHttpHandler(_ => Answer(HttpStatusCode.OK, _folder.Content[..400_000], tellsLength: false)));

        Assert.Contains("400000 of 1000000", exception.Problem, StringComparison.Ordinal);
        Assert.Equal(400_000, new FileInfo(_folder.Part).Length);
        Assert.False(File.Exists(_folder.Target));
    }

    [Fact]
    public async Task Pull_WrongPlace_IsRefused()
    {
        _folder.WritePart(_folder.Content[..300_000]);

        ModelUnavailableException exception = await RefusedAsync(new TestHttpHandler(_ => Range(_folder.Content, from: 200_000)));

        Assert.Contains("at byte 200000 instead of 300000", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_RangeThatTheServerLacks_StartsFreshTheNextTime()
    {
        _folder.WritePart(_folder.Content[..300_000]);

        await RefusedAsync(new TestHttpHandler(_ => new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable)));

        Assert.False(File.Exists(_folder.Part));
    }

    [Fact]
    public async Task Pull_NotFound_NamesAddressAndStatus()
    {
        ModelUnavailableException exception = await RefusedAsync(new TestHttpHandler(_ => new HttpResponseMessage(HttpStatusCode.NotFound)));

        Assert.Contains("https://models.example/tiny.gguf answers with 404", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Offline_SaysHowToGetItOtherwise()
    {
        _folder.WritePart(_folder.Content[..300_000]);

        ModelUnavailableException exception = await RefusedAsync(new TestHttpHandler((_, _) => throw new HttpRequestException("Name or service not known")));

        Assert.Contains("models.example cannot be reached", exception.Problem, StringComparison.Ordinal);
        Assert.Contains(_folder.Target, exception.NextStep, StringComparison.Ordinal);
        Assert.Equal(300_000, new FileInfo(_folder.Part).Length);
    }

    [Fact]
    public async Task Pull_SilentServer_IsGivenUp()
    {
        SilentStream silence = new();
        Task<ModelUnavailableException> pull = RefusedAsync(new TestHttpHandler(_ => new HttpResponseMessage { Content = new StreamContent(silence) }));

        await silence.Reading.Task.WaitAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.Contains("silent", (await pull).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_Cancelled_KeepsThePart()
    {
        using CancellationTokenSource cancel = new();
        TestHttpHandler server = new(_ => Answer(HttpStatusCode.OK, _folder.Content));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(server, new CancelAtFirst(cancel), cancel.Token));

        Assert.InRange(new FileInfo(_folder.Part).Length, 1, _folder.Content.Length - 1);
        Assert.False(File.Exists(_folder.Target));
    }

    [Fact]
    public async Task Pull_ModelWithoutDownload_SaysWhereElseItIs()
    {
        using ModelFolder folder = new(hasUrl: false);
        TestHttpHandler server = new(Serve);

        ModelUnavailableException exception = await Assert.ThrowsAsync<ModelUnavailableException>(
            () => new ModelDownloader(server, folder.Store, _time).PullAsync(folder.Model, null, TestContext.Current.CancellationToken));

        Assert.Contains("samples/models", exception.NextStep, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_TwoAtOnce_TheSecondIsRefused()
    {
        SilentStream silence = new();
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<string> first = PullAsync(new TestHttpHandler(_ => new HttpResponseMessage { Content = new StreamContent(silence) }), cancellationToken: cancel.Token);
        await silence.Reading.Task.WaitAsync(TestContext.Current.CancellationToken);

        ModelUnavailableException exception = await RefusedAsync(new TestHttpHandler(Serve));
        await cancel.CancelAsync();

        Assert.Contains(_folder.Part, exception.Problem, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> PullAsync(TestHttpHandler server, IProgress<ModelProgress>? progress = null, CancellationToken? cancellationToken = null) =>
        new ModelDownloader(server, _folder.Store, _time).PullAsync(_folder.Model, progress, cancellationToken ?? TestContext.Current.CancellationToken);

    private Task<ModelUnavailableException> RefusedAsync(TestHttpHandler server) => Assert.ThrowsAsync<ModelUnavailableException>(() => PullAsync(server));

    private HttpResponseMessage Serve(HttpRequestMessage request) =>
        request.Headers.Range is null ? Answer(HttpStatusCode.OK, _folder.Content) : Range(_folder.Content, (int)request.Headers.Range.Ranges.Single().From!);

    private static HttpResponseMessage Range(byte[] content, int from)
    {
        HttpResponseMessage response = Answer(HttpStatusCode.PartialContent, content[from..]);
        response.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, content.Length - 1, content.Length);
        return response;
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, byte[] content, bool tellsLength = true)
    {
        HttpResponseMessage response = new(status) { Content = new StreamContent(new MemoryStream(content)) };
        response.Content.Headers.ContentLength = tellsLength ? content.Length : null;
        return response;
    }

    private sealed class DirectProgress(List<ModelProgress> reports) : IProgress<ModelProgress>
    {
        public void Report(ModelProgress value) => reports.Add(value);
    }

    private sealed class CancelAtFirst(CancellationTokenSource source) : IProgress<ModelProgress>
    {
        public void Report(ModelProgress value) => source.Cancel();
    }
}
