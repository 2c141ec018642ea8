using System.Text;
using LocalRag.Ingestion;

namespace LocalRag.Tests.Ingestion.Pipeline;

public sealed class IngestionFailureTests : IDisposable
{
    private readonly IngestionFixture _fixture = new();

    private TemporaryFolder Folder => _fixture.Folder;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task One_bad_file_of_each_kind_stops_no_other()
    {
        Folder.Write("a.txt", "Text.");
        Folder.Write("bad.json", "{");
        Folder.Write("bad.pdf", "no pdf");
        Folder.Write("bad.docx", "no docx");
        Folder.Write("binary.txt", [1, 0, 2, 0, 0]);
        Folder.Write("empty.md", string.Empty);
        Folder.Write("spaces.md", "  \n\n ");
        Folder.Write("z.txt", "Text.");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((2, 3, 3), (report.Added, report.Failed, report.Skipped));
        Assert.All(report.Failures, failure => Assert.NotNull(failure.NextStep));
        Assert.Equal(
            ["Its name says text, but its content is binary.", "It is empty.", "There is no text in it."],
            report.Skips.OrderBy(skip => skip.Path, StringComparer.Ordinal).Select(skip => skip.Reason));
    }

    [Fact]
    public async Task A_file_above_the_limit_is_skipped_with_both_sizes_and_the_setting()
    {
        Folder.Write("a.txt", new string('a', 1001));
        _fixture.Options.MaxFileBytes = 1000;

        IngestionNote skip = Assert.Single((await _fixture.IngestAsync()).Skips);

        Assert.Contains("1,001", skip.Reason, StringComparison.Ordinal);
        Assert.Contains("Ingestion:MaxFileBytes", skip.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_turns_bad_keeps_its_old_version_and_says_so()
    {
        string path = Folder.Write("a.json", "{\"a\": 1}");
        await _fixture.IngestAsync();
        File.WriteAllText(path, "{\"a\": 1, ");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.EndsWith("The version that was ingested before stays in the index.", Assert.Single(report.Failures).Reason, StringComparison.Ordinal);
        Assert.Equal("a: 1", Assert.Single(_fixture.Index.ChunksOf(Folder.Id("a.json"))).Text);
    }

    [Fact]
    public async Task A_file_that_turns_bad_in_its_middle_is_in_the_index_not_even_in_part()
    {
        string good = string.Concat(Enumerable.Range(0, 50_000).Select(number => $"\"value number {number}\",\n"));
        Folder.Write("a.json", $"[{good}{{]");
        Folder.Write("b.txt", "Text.");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((1, 1, 1), (report.Failed, report.Added, report.Chunks));
        Assert.Equal([Folder.Id("b.txt")], _fixture.Index.Ids);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_not_ingested()
    {
        string path = Folder.Write("a.txt", LongText());
        _fixture.Embeddings.OnGenerate = batch =>
        {
            if (batch.Count > 1)
            {
                File.AppendAllText(path, "More.");
            }
        };

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal("It changed while it was being read.", Assert.Single(report.Failures).Reason);
        Assert.Empty(_fixture.Index.Ids);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_a_failure_with_a_next_step()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Permissions of this kind do not bind this account.");
        string path = Folder.Write("a.txt", "Text.");
#pragma warning disable CA1416 // Skipped above where the platform has none.
        File.SetUnixFileMode(path, UnixFileMode.None);
#pragma warning restore CA1416

        IngestionNote failure = Assert.Single((await _fixture.IngestAsync()).Failures);

        Assert.Equal("The file may not be read.", failure.Reason);
        Assert.NotNull(failure.NextStep);
    }

    [Fact]
    public async Task A_failing_index_stops_the_ingestion_with_its_own_error()
    {
        _fixture.Options.Readers = 1;
        foreach (int number in Enumerable.Range(0, 100))
        {
            Folder.Write($"{number:D3}.txt", LongText());
        }

        LocalRagException full = new("The disk is full.");
        _fixture.Index.OnReplace = document =>
        {
            if (document.Id.EndsWith("003.txt", StringComparison.Ordinal))
            {
                throw full;
            }
        };

        Assert.Same(full, await Assert.ThrowsAsync<LocalRagException>(() => _fixture.IngestAsync()));
        Assert.Equal(["000.txt", "001.txt", "002.txt"], _fixture.Index.Ids.Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_index_that_fails_in_the_middle_of_a_document_stops_the_ingestion()
    {
        Folder.Write("a.txt", LongText());
        int chunks = 0;
        _fixture.Index.OnChunk = chunk => chunks += chunks == 40 ? throw new IOException("The disk is gone.") : 1;

        await Assert.ThrowsAsync<IOException>(() => _fixture.IngestAsync());
    }

    [Fact]
    public async Task A_failing_embedding_model_stops_the_ingestion_with_its_own_error()
    {
        Folder.Write("a.txt", LongText());
        InvalidOperationException broken = new("The model has failed.");
        _fixture.Embeddings.OnGenerate = batch =>
        {
            if (batch.Count > 1)
            {
                throw broken;
            }
        };

        Assert.Same(broken, await Assert.ThrowsAsync<InvalidOperationException>(() => _fixture.IngestAsync()));
        Assert.Empty(_fixture.Index.Ids);
    }

    [Fact]
    public async Task A_cancelled_ingestion_keeps_what_it_has_done_and_the_next_one_goes_on_from_there()
    {
        _fixture.Options.Readers = 1;
        foreach (int number in Enumerable.Range(0, 20))
        {
            Folder.Write($"{number:D3}.txt", LongText());
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _fixture.Index.OnReplace = document =>
        {
            if (document.Id.EndsWith("005.txt", StringComparison.Ordinal))
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fixture.IngestAsync([Folder.Path], cancellationToken: stop.Token));
        _fixture.Index.OnReplace = null;

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((5, 15), (report.Unchanged, report.Added));
    }

    [Fact]
    public async Task A_request_that_is_cancelled_already_does_nothing()
    {
        Folder.Write("a.txt", "Text.");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _fixture.IngestAsync([Folder.Path], cancellationToken: new CancellationToken(canceled: true)));

        Assert.Empty(_fixture.Index.Ids);
    }

    [Fact]
    public async Task A_name_of_a_file_may_hold_anything_that_the_system_allows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows none of these characters.");
        Folder.Write("a\\b *?\"\n'ä 漢.txt", "Text.");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((1, 0), (report.Added, report.Failed));
    }

    private static string LongText() =>
        new StringBuilder().AppendJoin(' ', Enumerable.Range(0, 1000).Select(number => $"Sentence number {number} of this rather long document is here.")).ToString();
}
