using System.Diagnostics;
using System.Globalization;

namespace LocalRag.Sqlite.Tests;

public sealed class CrashTests
{
    private const int Kills = 20;

    /// <summary>The settings of the child: none, and those of the Database plugin with codes of one bit from the first vectors on.</summary>
    public static TheoryData<string[]> Settings => new(
        (string[])[],
        ["--CacheKiB=64000", "--MmapBytes=268435456", "--Synchronous=Normal", "--IdleMaintenance=true", "--CompactFrom=50"]);

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Index_KilledAtAnyMoment_HoldsEachDocumentWhollyOrNotAtAll(string[] settings)
    {
        await using var index = new TestIndex();
        var random = new Random(20_251);
        var expected = new Dictionary<string, long>();
        for (int kill = 0; kill < Kills; kill++)
        {
            (string Document, long Version)? unfinished = await RunUntilKilledAsync(index.Folder, kill, lines: random.Next(1, 120), settings, expected);
            await index.ReopenAsync();

            Assert.Empty(await index.CheckAsync());
            Dictionary<string, long> actual = WholeDocuments(await index.SearchAsync("common", limit: 20_000));
            if (unfinished is { } change && actual.GetValueOrDefault(change.Document) == change.Version)
            {
                expected[change.Document] = change.Version;
            }

            Assert.Equal(expected.Where(static pair => pair.Value != 0).OrderBy(static pair => pair.Key), actual.OrderBy(static pair => pair.Key));
            await index.Index.DisposeAsync();
        }

        Assert.NotEmpty(expected);
    }

    /// <summary>Lets the child write that many lines of progress, and kills it as soon as the last of them has arrived.</summary>
    /// <returns>The change that was begun last, if it is not known to be done; the others are in <paramref name="expected"/>.</returns>
    private static async Task<(string Document, long Version)?> RunUntilKilledAsync(
        string folder, int seed, int lines, string[] settings, Dictionary<string, long> expected)
    {
        (string Document, long Version)? unfinished = null;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LocalRag.Kernel.Sqlite.Crash.dll"));
        start.ArgumentList.Add(folder);
        start.ArgumentList.Add(seed.ToString(CultureInfo.InvariantCulture));
        Array.ForEach(settings, start.ArgumentList.Add);
        using Process child = Process.Start(start)!;
        try
        {
            for (int i = 0; i < lines; i++)
            {
                string? line = await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
                Assert.NotNull(line);
                Note(line);
            }
        }
        finally
        {
            child.Kill();
        }

        // What was committed before the signal arrived counts as well.
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Note(line);
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return unfinished;

        void Note(string line)
        {
            if (line.Split(' ') is [string progress, string id, string version])
            {
                unfinished = (id, long.Parse(version, CultureInfo.InvariantCulture));
                if (progress == "done")
                {
                    expected[id] = unfinished.Value.Version;
                    unfinished = null;
                }
            }
        }
    }

    /// <summary>Returns the version of each document, after a look at whether all its chunks are there and of that version.</summary>
    private static Dictionary<string, long> WholeDocuments(IReadOnlyList<SearchHit> hits)
    {
        var versions = new Dictionary<string, long>();
        foreach (IGrouping<string, SearchHit> document in hits.GroupBy(static hit => hit.Passage.DocumentId))
        {
            string text = Assert.Single(document.Select(static hit => hit.Passage.Text).Distinct());
            string[] parts = text.Split(' ');
            Assert.Equal(document.Key, parts[0]);
            Assert.Equal(int.Parse(parts[2], CultureInfo.InvariantCulture), document.Count());
            versions[document.Key] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        return versions;
    }
}
