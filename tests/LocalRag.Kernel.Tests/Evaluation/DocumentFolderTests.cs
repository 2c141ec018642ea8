using LocalRag.Evaluation;
using LocalRag.Tests.Ingestion;

namespace LocalRag.Tests.Evaluation;

public sealed class DocumentFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Write_AnyIdentity_LeadsBackFromTheFileToIt()
    {
        string[] ids = ["plain-1", "../../outside", "a/b", "CON", "Case", "case", "", new string('x', 300), "ünï", "doc.txt"];

        DocumentFolder folder = await WriteAsync(ids);
        string[] files = Directory.GetFiles(folder.Path, "*.txt");

        Assert.Equal(ids.Order(StringComparer.Ordinal), files.Select(file => folder.DatasetId(file.Replace('\\', '/'))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Write_Again_DeletesWhatIsOfAnotherDatasetAndKeepsWhatIsTheSame()
    {
        await WriteAsync("old", "kept");
        string kept = _folder.At("documents", "doc-kept.txt");
        DateTime written = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(kept, written);

        await WriteAsync("kept", "new");

        Assert.Equal(["doc-kept.txt", "doc-new.txt"], Directory.GetFiles(_folder.At("documents"), "*.txt").Select(Path.GetFileName).Order());
        Assert.Equal(written, File.GetLastWriteTimeUtc(kept));
    }

    [Fact]
    public async Task Write_IntoAFolderOfTheUsers_IsRefusedAndTouchesNothing()
    {
        string file = _folder.Write("documents/thesis.txt", "years of work");

        await Assert.ThrowsAsync<LocalRagException>(() => WriteAsync("a"));

        Assert.Equal([file], Directory.GetFiles(_folder.At("documents")));
    }

    [Fact]
    public void DatasetId_OfAFileElsewhere_IsNull()
    {
        DocumentFolder folder = DocumentFolder.Existing(_folder.Path);

        Assert.Equal("guides/a.md", folder.DatasetId(_folder.Id("guides/a.md")));
        Assert.Null(folder.DatasetId("/elsewhere/a.md"));
    }

    public void Dispose() => _folder.Dispose();

    private Task<DocumentFolder> WriteAsync(params string[] ids) => DocumentFolder.WriteAsync(
        _folder.At("documents"), ids.Select(id => new EvaluationDocument(id, $"Text of {id}.")), TestContext.Current.CancellationToken);
}
