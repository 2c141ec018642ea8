using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Plugins.Tests;

public sealed class PluginWatcherTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_that_is_renamed_into_place_goes_live_by_itself()
    {
        await using PluginFixture fixture = new();
        await using PluginWatcher watcher = Watch(fixture);

        PluginForge.Deploy(fixture.Folder, "Good");

        await WaitForAnswerAsync(fixture, "<v1>one two three</v1>");
    }

    [Fact]
    public async Task A_slow_copy_is_taken_once_and_whole()
    {
        await using PluginFixture fixture = new();
        await using PluginWatcher watcher = Watch(fixture);
        byte[] image = PluginForge.Compile("Good");
        Directory.CreateDirectory(Path.Combine(fixture.Folder, "good"));
        await using (FileStream file = File.Create(Path.Combine(fixture.Folder, "good", "Good.dll")))
        {
            foreach (byte[] piece in image.Chunk(512))
            {
                await file.WriteAsync(piece, Token);
                await file.FlushAsync(Token);
            }
        }

        await WaitForAnswerAsync(fixture, "<v1>one two three</v1>");
        Assert.Equal(1, fixture.Plugins.Generation);
    }

    [Fact]
    public async Task A_truncated_newer_build_leaves_the_one_before_in_use_until_it_is_whole()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);
        string path = Path.Combine(fixture.Folder, "good", "Good.dll");
        byte[] image = PluginForge.Compile("Good", "v2");

        await File.WriteAllBytesAsync(path, image.AsMemory(0, image.Length / 3), Token);
        PluginChange broken = await fixture.Plugins.ReloadAsync(Token);
        string before = await fixture.AskAsync();
        await File.WriteAllBytesAsync(path, image, Token);
        await fixture.Plugins.ReloadAsync(Token);

        Assert.Single(broken.Refused);
        Assert.Equal("<v1>one two three</v1>", before);
        Assert.Equal("<v2>one two three</v2>", await fixture.AskAsync());
    }

    [Fact]
    public async Task A_link_that_is_flipped_to_another_build_is_followed()
    {
        await using PluginFixture fixture = new();
        string builds = Path.Combine(fixture.Root, "builds");
        PluginForge.Deploy(Path.Combine(builds, "1"), "Good");
        PluginForge.Deploy(Path.Combine(builds, "2"), "Good", "v2");
        string link = Path.Combine(fixture.Folder, "good");
        Directory.CreateSymbolicLink(link, Path.Combine(builds, "1", "good"));
        await fixture.Plugins.ReloadAsync(Token);
        await using PluginWatcher watcher = Watch(fixture);

        string flipped = Path.Combine(fixture.Root, "flipped");
        Directory.CreateSymbolicLink(flipped, Path.Combine(builds, "2", "good"));
        Directory.Delete(link);
        Directory.Move(flipped, link);

        await WaitForAnswerAsync(fixture, "<v2>one two three</v2>");
    }

    [Fact]
    public async Task A_folder_that_is_deleted_takes_its_plugin_away_by_itself()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);
        await using PluginWatcher watcher = Watch(fixture);

        Directory.Delete(Path.Combine(fixture.Folder, "good"), recursive: true);

        await WaitForAnswerAsync(fixture, "one two three");
    }

    [Fact]
    public async Task A_folder_that_is_deleted_and_made_again_is_taken_again()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);
        await using PluginWatcher watcher = Watch(fixture);

        Directory.Delete(Path.Combine(fixture.Folder, "good"), recursive: true);
        PluginForge.Deploy(fixture.Folder, "Good", "v2");

        await WaitForAnswerAsync(fixture, "<v2>one two three</v2>");
    }

    [Fact]
    public async Task A_link_that_leads_in_a_circle_does_not_end_the_watching()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows(), "Windows asks for a privilege to make links.");

        await using PluginFixture fixture = new();
        await using PluginWatcher watcher = Watch(fixture);
        string circle = Path.Combine(fixture.Folder, "circle");
        File.CreateSymbolicLink(circle, circle);

        PluginForge.Deploy(fixture.Folder, "Good");

        await WaitForAnswerAsync(fixture, "<v1>one two three</v1>");
    }

    [Fact]
    public async Task Many_files_at_once_are_taken_together()
    {
        await using PluginFixture fixture = new();
        await using PluginWatcher watcher = Watch(fixture);
        string data = Directory.CreateDirectory(Path.Combine(fixture.Folder, "good", "data")).FullName;
        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => File.WriteAllTextAsync(Path.Combine(data, $"{number}.txt"), "x", Token)));
        PluginForge.Deploy(fixture.Folder, "Good");

        await WaitForAnswerAsync(fixture, "<v1>one two three</v1>");
        Assert.Equal(1, fixture.Plugins.Generation);
    }

    [Fact]
    public async Task A_plugin_folder_without_events_is_polled()
    {
        await using PluginFixture fixture = new();
        Directory.Delete(fixture.Folder);

        // There is nothing to listen to yet, so that only the look once a second can find it.
        await using PluginWatcher watcher = Watch(fixture);
        PluginForge.Deploy(fixture.Folder, "Good");

        await WaitForAnswerAsync(fixture, "<v1>one two three</v1>");
    }

    private static PluginWatcher Watch(PluginFixture fixture)
    {
        PluginWatcher watcher = new(fixture.Plugins, TimeProvider.System, NullLogger<PluginWatcher>.Instance);
        watcher.Start();
        return watcher;
    }

    /// <summary>Asks until the answer is the expected one; the limit only ends a test that would fail.</summary>
    private static async Task WaitForAnswerAsync(PluginFixture fixture, string expected)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(s_limit);
        while (await fixture.AskAsync() != expected)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
