using LocalRag.Models;
using LocalRag.Testing;
using LocalRag.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Tests.Models;

public sealed class ModelStoreTests : IDisposable
{
    private readonly ModelFolder _folder = new(bytes: 1000);

    [Fact]
    public void Locate_Path_IsThatFile()
    {
        string path = _folder.WriteTarget([1, 2, 3]);

        Assert.Equal(path, _folder.Store.Locate(path));
    }

    [Fact]
    public void Locate_InBothPlaces_PrefersTheSourceTree()
    {
        _folder.WriteTarget(_folder.Content);
        string sample = _folder.WriteSample(_folder.Content);

        Assert.Equal(sample, _folder.Store.Locate("tiny"));
    }

    [Fact]
    public void Locate_Downloaded_IsFound()
    {
        string path = _folder.WriteTarget(_folder.Content);

        Assert.Equal(path, _folder.Store.Locate("Tiny"));
    }

    [Fact]
    public void Locate_FolderThatIsNoSourceTree_IsNotTrusted()
    {
        _folder.WriteSample(_folder.Content, withSolution: false);

        Assert.Throws<ModelUnavailableException>(() => _folder.Store.Locate("tiny"));
    }

    [Fact]
    public void Locate_Missing_SaysWhereItLookedAndHowToGetIt()
    {
        ModelUnavailableException exception = Assert.Throws<ModelUnavailableException>(() => _folder.Store.Locate("tiny"));

        Assert.Equal("tiny", exception.Model);
        Assert.Contains(_folder.Target, exception.Problem, StringComparison.Ordinal);
        Assert.Contains("localrag models pull tiny", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_FileOfAnotherSize_IsNotTakenForTheModel()
    {
        _folder.WriteTarget([1, 2, 3]);

        ModelUnavailableException exception = Assert.Throws<ModelUnavailableException>(() => _folder.Store.Locate("tiny"));

        Assert.Contains("3 bytes instead of 1000", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_UnknownName_ListsTheNamesThatThereAre()
    {
        ModelUnavailableException exception = Assert.Throws<ModelUnavailableException>(() => _folder.Store.Locate("tinny"));

        Assert.Contains("tinny", exception.Problem, StringComparison.Ordinal);
        Assert.Contains("tiny", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_RightFile_IsIntact()
    {
        string path = _folder.WriteTarget(_folder.Content);

        ModelVerification verification = await _folder.Store.VerifyAsync(_folder.Model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new ModelVerification(path, _folder.Model.Sha256, IsIntact: true), verification);
    }

    [Fact]
    public async Task Verify_OneBitFlipped_IsNotIntact()
    {
        _folder.Content[500] ^= 1;
        _folder.WriteTarget(_folder.Content);

        Assert.False((await _folder.Store.VerifyAsync(_folder.Model, cancellationToken: TestContext.Current.CancellationToken)).IsIntact);
    }

    [Fact]
    public async Task Verify_Missing_IsANamedError() =>
        await Assert.ThrowsAsync<ModelUnavailableException>(() => _folder.Store.VerifyAsync(_folder.Model, cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public async Task Host_ModelOfTheSourceTree_IsFoundByName()
    {
        await using TestHost host = new();

        Assert.Equal(RepositoryPaths.ChatModel, host.Provider.GetRequiredService<IModelStore>().Locate("smollm2-135m-instruct-q4_1"));
        Assert.NotNull(host.Provider.GetRequiredService<ModelDownloader>());
    }

    public void Dispose() => _folder.Dispose();
}
