using LocalRag.Ingestion;

namespace LocalRag.Tests.Ingestion.Pipeline;

public sealed class IncrementalIngestionTests : IDisposable
{
    private readonly IngestionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_folder_of_text_and_markdown_is_ingested_whole()
    {
        _fixture.Folder.Write("a.txt", "One sentence. Another one.");
        _fixture.Folder.Write("sub/b.md", "# Title\n\nText of b.");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((2, 0, 0), (report.Added, report.Failed, report.Skipped));
        Assert.Equal([_fixture.Folder.Id("a.txt"), _fixture.Folder.Id("sub/b.md")], _fixture.Index.Ids);
    }

    [Fact]
    public async Task A_chunk_carries_text_headings_lines_tokens_and_vector()
    {
        _fixture.Folder.Write("b.md", "# Title\n\n## Part\n\nText of b.\nSecond line.");

        await _fixture.IngestAsync();

        DocumentChunk chunk = Assert.Single(_fixture.Index.ChunksOf(_fixture.Folder.Id("b.md")));
        Assert.Equal("Text of b.\nSecond line.", chunk.Text);
        Assert.Equal("Title > Part", chunk.Headings);
        Assert.Equal(new SourceLocation(5, 6), chunk.Location);
        Assert.Equal("fake-model", chunk.Embedding?.ModelId);
    }

    [Fact]
    public async Task A_document_has_the_first_heading_as_its_title()
    {
        _fixture.Folder.Write("b.md", "Intro.\n\n# The *title*\n\nText.");

        await _fixture.IngestAsync();

        IndexedDocument document = _fixture.Index[_fixture.Folder.Id("b.md")];
        Assert.Equal(("The title", "text/markdown"), (document.Title, document.MediaType));
    }

    [Fact]
    public async Task A_document_without_headings_has_the_file_name_as_its_title()
    {
        _fixture.Folder.Write("notes.txt", "Text.");

        await _fixture.IngestAsync();

        Assert.Equal("notes.txt", _fixture.Index[_fixture.Folder.Id("notes.txt")].Title);
    }

    [Fact]
    public async Task An_unchanged_file_is_passed_by_the_second_time()
    {
        _fixture.Folder.Write("a.txt", "Text.");
        await _fixture.IngestAsync();

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((1, 0, 0), (report.Unchanged, report.Added, report.Replaced));
        Assert.Equal(1, _fixture.Index.Replacements);
    }

    [Fact]
    public async Task A_changed_file_is_replaced()
    {
        string path = _fixture.Folder.Write("a.txt", "Text.");
        await _fixture.IngestAsync();
        File.WriteAllText(path, "Other text.");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((0, 1), (report.Unchanged, report.Replaced));
        Assert.Equal("Other text.", Assert.Single(_fixture.Index.ChunksOf(_fixture.Folder.Id("a.txt"))).Text);
    }

    [Fact]
    public async Task Changed_chunk_settings_make_every_file_changed()
    {
        _fixture.Folder.Write("a.txt", "Text.");
        await _fixture.IngestAsync();
        _fixture.Options.ChunkTokens = 100;

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal(1, report.Replaced);
    }

    [Fact]
    public async Task Another_embedding_model_makes_every_file_changed()
    {
        _fixture.Folder.Write("a.txt", "Text.");
        await _fixture.IngestAsync();
        using FakeEmbeddingGenerator other = new("other-model");
        _fixture.Generator = () => other;

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal(1, report.Replaced);
    }

    [Fact]
    public async Task Force_ingests_an_unchanged_file_again()
    {
        _fixture.Folder.Write("a.txt", "Text.");
        await _fixture.IngestAsync();

        IngestionReport report = await _fixture.IngestAsync(force: true);

        Assert.Equal(1, report.Replaced);
    }

    [Fact]
    public async Task A_file_that_is_gone_stays_in_the_index_without_prune()
    {
        File.Delete(await IngestOneAsync());

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal(0, report.Removed);
        Assert.Single(_fixture.Index.Ids);
    }

    [Fact]
    public async Task A_file_that_is_gone_leaves_the_index_with_prune()
    {
        File.Delete(await IngestOneAsync());

        IngestionReport report = await _fixture.IngestAsync(prune: true);

        Assert.Equal(1, report.Removed);
        Assert.Empty(_fixture.Index.Ids);
    }

    [Fact]
    public async Task Prune_leaves_documents_outside_the_given_folder_alone()
    {
        string gone = _fixture.Folder.Write("docs/gone.txt", "Text.");
        string elsewhere = _fixture.Folder.Write("docs-archive/kept.txt", "Text.");
        await _fixture.IngestAsync();
        File.Delete(gone);
        File.Delete(elsewhere);

        await _fixture.IngestAsync([_fixture.Folder.At("docs")], prune: true);

        Assert.Equal([_fixture.Folder.Id("docs-archive/kept.txt")], _fixture.Index.Ids);
    }

    [Fact]
    public async Task Prune_with_a_pattern_leaves_files_that_it_does_not_match_alone()
    {
        string markdown = _fixture.Folder.Write("a.md", "Text.");
        string text = _fixture.Folder.Write("b.txt", "Text.");
        await _fixture.IngestAsync();
        File.Delete(markdown);
        File.Delete(text);

        await _fixture.IngestAsync([_fixture.Folder.At("*.md")], prune: true);

        Assert.Equal([_fixture.Folder.Id("b.txt")], _fixture.Index.Ids);
    }

    [Fact]
    public async Task Prune_removes_nothing_when_the_whole_folder_is_gone()
    {
        _fixture.Folder.Write("docs/a.txt", "Text.");
        await _fixture.IngestAsync();
        Directory.Delete(_fixture.Folder.At("docs"), recursive: true);

        IngestionReport report = await _fixture.IngestAsync([_fixture.Folder.At("docs")], prune: true);

        Assert.Equal((1, 0), (report.Failed, report.Removed));
        Assert.Single(_fixture.Index.Ids);
    }

    [Fact]
    public async Task Prune_removes_a_named_file_that_is_gone()
    {
        string path = await IngestOneAsync();
        File.Delete(path);

        IngestionReport report = await _fixture.IngestAsync([path], prune: true);

        Assert.Equal((0, 1), (report.Failed, report.Removed));
    }

    [Fact]
    public async Task A_file_that_has_become_empty_leaves_the_index()
    {
        string path = await IngestOneAsync();
        File.WriteAllText(path, string.Empty);

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal("It is empty.", Assert.Single(report.Skips).Reason);
        Assert.Empty(_fixture.Index.Ids);
    }

    private async Task<string> IngestOneAsync()
    {
        string path = _fixture.Folder.Write("a.txt", "Text.");
        await _fixture.IngestAsync();
        return path;
    }
}
