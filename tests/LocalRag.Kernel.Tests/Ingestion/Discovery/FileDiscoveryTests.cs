using LocalRag.Ingestion;

namespace LocalRag.Tests.Ingestion.Discovery;

public sealed class FileDiscoveryTests : IDisposable
{
    private readonly IngestionFixture _fixture = new();

    private TemporaryFolder Folder => _fixture.Folder;

    private string[] Found => [.. _fixture.Index.Ids.Select(id => Path.GetRelativePath(Folder.Path, id).Replace('\\', '/'))];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("docs", "docs/a.md docs/sub/b.txt docs/sub/deep/c.md")]
    [InlineData("docs/", "docs/a.md docs/sub/b.txt docs/sub/deep/c.md")]
    [InlineData("docs/*.md", "docs/a.md")]
    [InlineData("docs/*/*.txt", "docs/sub/b.txt")]
    [InlineData("docs/**/*.md", "docs/a.md docs/sub/deep/c.md")]
    [InlineData("docs/**", "docs/a.md docs/sub/b.txt docs/sub/deep/c.md")]
    [InlineData("docs/sub/b.txt", "docs/sub/b.txt")]
    [InlineData("docs/../docs/a.md", "docs/a.md")]
    public async Task A_path_names_its_files(string path, string expected)
    {
        Folder.Write("docs/a.md", "Text.");
        Folder.Write("docs/sub/b.txt", "Text.");
        Folder.Write("docs/sub/deep/c.md", "Text.");
        Folder.Write("other/d.md", "Text.");

        await _fixture.IngestAsync([Folder.At(path)]);

        Assert.Equal(expected, string.Join(' ', Found));
    }

    [Fact]
    public async Task A_file_that_several_paths_reach_is_ingested_once()
    {
        Folder.Write("a.md", "Text.");

        IngestionReport report = await _fixture.IngestAsync([Folder.Path, Folder.At("*.md"), Folder.At("a.md"), Folder.Path]);

        Assert.Equal((1, 1), (report.Added, _fixture.Index.Replacements));
    }

    [Fact]
    public async Task Hidden_files_and_build_outputs_are_passed_by_and_counted()
    {
        Folder.Write("a.md", "Text.");
        foreach (string name in new[] { ".hidden.md", ".git/b.md", "node_modules/c.md", "bin/d.md", "obj/e.md" })
        {
            Folder.Write(name, "Text.");
        }

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal(5, report.Ignored);
        Assert.Equal(["a.md"], Found);
    }

    [Fact]
    public async Task A_hidden_file_that_is_named_is_ingested()
    {
        await _fixture.IngestAsync([Folder.Write(".hidden.md", "Text.")]);

        Assert.Equal([".hidden.md"], Found);
    }

    [Fact]
    public async Task Include_and_exclude_choose_among_the_files_of_a_folder()
    {
        Folder.Write("a.md", "Text.");
        Folder.Write("b.txt", "Text.");
        Folder.Write("drafts/c.md", "Text.");
        _fixture.Options.Include.Add("**/*.md");
        _fixture.Options.Exclude.Add("drafts/**");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal(["a.md"], Found);
        Assert.Equal(2, report.Ignored);
    }

    [Fact]
    public async Task Prune_removes_what_has_come_to_be_excluded()
    {
        Folder.Write("a.md", "Text.");
        Folder.Write("drafts/c.md", "Text.");
        await _fixture.IngestAsync();
        _fixture.Options.Exclude.Add("drafts/**");

        await _fixture.IngestAsync(prune: true);

        Assert.Equal(["a.md"], Found);
    }

    [Fact]
    public async Task A_file_of_an_unknown_format_is_skipped_with_its_extension()
    {
        Folder.Write("photo.jpg", [1, 2, 3]);

        IngestionNote skip = Assert.Single((await _fixture.IngestAsync()).Skips);

        Assert.Equal("Files of type .jpg cannot be ingested.", skip.Reason);
    }

    [Fact]
    public async Task A_named_file_of_an_unknown_format_is_read_as_text()
    {
        await _fixture.IngestAsync([Folder.Write("notes.xyz", "Text.")]);

        Assert.Equal(["notes.xyz"], Found);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("missing.txt")]
    [InlineData("missing/*.md")]
    public async Task A_path_that_does_not_exist_is_a_failure_and_the_others_go_on(string path)
    {
        Folder.Write("a.md", "Text.");

        IngestionReport report = await _fixture.IngestAsync([Folder.At(path), Folder.Path]);

        Assert.Equal("There is no such file or folder.", Assert.Single(report.Failures).Reason);
        Assert.Equal(["a.md"], Found);
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_not_followed_and_is_told()
    {
        SkipWithoutLinks();
        Folder.Write("secret/s.md", "Text.");
        Folder.Write("docs/a.md", "Text.");
        Directory.CreateSymbolicLink(Folder.At("docs/folder"), Folder.At("secret"));
        File.CreateSymbolicLink(Folder.At("docs/file.md"), Folder.At("secret/s.md"));

        IngestionReport report = await _fixture.IngestAsync([Folder.At("docs")]);

        Assert.Equal(["docs/a.md"], Found);
        Assert.Equal(2, report.Skips.Count(skip => skip.Reason == "It is a symbolic link that leads out of the folder."));
    }

    [Fact]
    public async Task A_link_to_a_folder_with_the_same_beginning_leads_out()
    {
        SkipWithoutLinks();
        Folder.Write("docs-private/s.md", "Text.");
        Directory.CreateDirectory(Folder.At("docs"));
        Directory.CreateSymbolicLink(Folder.At("docs/folder"), Folder.At("docs-private"));

        await _fixture.IngestAsync([Folder.At("docs")]);

        Assert.Empty(Found);
    }

    [Fact]
    public async Task A_chain_of_links_that_ends_outside_is_not_followed()
    {
        SkipWithoutLinks();
        Folder.Write("secret/s.md", "Text.");
        Directory.CreateDirectory(Folder.At("docs"));
        Directory.CreateSymbolicLink(Folder.At("docs/.first"), Folder.At("secret"));
        File.CreateSymbolicLink(Folder.At("docs/second.md"), Path.Combine(".first", "s.md"));

        await _fixture.IngestAsync([Folder.At("docs")]);

        Assert.Empty(Found);
    }

    [Fact]
    public async Task A_link_within_the_folder_adds_only_what_is_not_found_without_it()
    {
        SkipWithoutLinks();
        Folder.Write("docs/a.md", "Text.");
        Folder.Write("docs/.versions/v2/b.md", "Text.");
        Directory.CreateSymbolicLink(Folder.At("docs/current"), Path.Combine(".versions", "v2"));
        File.CreateSymbolicLink(Folder.At("docs/again.md"), "a.md");

        await _fixture.IngestAsync([Folder.At("docs")]);

        Assert.Equal(["docs/a.md", "docs/current/b.md"], Found);
    }

    [Fact]
    public async Task Links_that_go_around_in_a_circle_come_to_an_end()
    {
        SkipWithoutLinks();
        Folder.Write("docs/sub/a.md", "Text.");
        Directory.CreateSymbolicLink(Folder.At("docs/sub/up"), "..");
        Directory.CreateSymbolicLink(Folder.At("docs/self"), "self");
        File.CreateSymbolicLink(Folder.At("docs/broken.md"), "nowhere.md");

        IngestionReport report = await _fixture.IngestAsync([Folder.At("docs")]);

        Assert.Equal(["docs/sub/a.md"], Found);
        Assert.Equal((2, 0), (report.Skipped, report.Failed));
    }

    [Fact]
    public async Task A_link_that_is_named_itself_is_followed()
    {
        SkipWithoutLinks();
        Folder.Write("docs/a.md", "Text.");
        Directory.CreateSymbolicLink(Folder.At("alias"), Folder.At("docs"));

        await _fixture.IngestAsync([Folder.At("alias"), Folder.At("docs")]);

        Assert.Equal(["alias/a.md"], Found);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_listed_fails_and_prune_keeps_its_documents()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Permissions of this kind do not bind this account.");
        Folder.Write("open/a.md", "Text.");
        Folder.Write("closed/b.md", "Text.");
        await _fixture.IngestAsync();
#pragma warning disable CA1416 // Skipped above where the platform has none.
        File.SetUnixFileMode(Folder.At("closed"), UnixFileMode.None);
#pragma warning restore CA1416

        IngestionReport report = await _fixture.IngestAsync(prune: true);

        Assert.Equal("The folder may not be listed.", Assert.Single(report.Failures).Reason);
        Assert.Equal(["closed/b.md", "open/a.md"], Found);
    }

    private static void SkipWithoutLinks() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only some accounts make symbolic links.");
}
