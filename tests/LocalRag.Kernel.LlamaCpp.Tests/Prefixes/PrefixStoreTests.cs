using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Tests.Doubles;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Tests.Prefixes;

public sealed class PrefixStoreTests : IDisposable
{
    private static readonly byte[] s_fingerprint = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly int[][] s_head = [[1, 2, 3], [4, 5]];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("localrag-prefixes-");
    private readonly RecordingLogger _logger = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Match_FindsTheLongestPrefix_OfWholePieces()
    {
        using PrefixStore store = new("test", 1000);
        Put(store, s_head, 10);

        Assert.Equal(5, store.Match([[1, 2, 3], [4, 5], [6]])?.Tokens);
        Assert.Equal(3, store.Match([[1, 2, 3], [4]])?.Tokens);
        Assert.Null(store.Match([[1, 2], [3, 4, 5]]));
    }

    [Fact]
    public void Budget_DropsTheLeastRecentlyUsed()
    {
        using PrefixStore store = new("test", 100);
        Put(store, [[1]], 40);
        Put(store, [[2]], 40);
        store.Match([[1]]);
        Put(store, [[3]], 40);

        Assert.Equal(80, store.Bytes);
        Assert.Null(store.Match([[2]]));
        Assert.NotNull(store.Match([[1]]));
    }

    [Fact]
    public void Trim_GivesBackByLevel_AndLetsItGrowAgain()
    {
        using PrefixStore store = new("test", 100);
        Put(store, [[1]], 40);
        Put(store, [[2]], 40);

        long promised = store.TrimmableBytes(MemoryTrim.Moderate);
        store.Trim(MemoryTrim.Moderate);
        long moderate = store.Bytes;
        store.Trim(MemoryTrim.Severe);
        long severe = store.Bytes;
        store.Trim(MemoryTrim.None);
        Put(store, [[3]], 40);

        Assert.Equal((30, 40, 0, 40), (promised, moderate, severe, store.Bytes));
    }

    [Fact]
    public void LongerCopy_ReplacesAShorterOne_ThatIsNearlyAsLong()
    {
        using PrefixStore store = new("test", 1000);
        Put(store, [[1, 2, 3, 4]], 40);
        Put(store, [[1, 2, 3, 4], [5]], 50);
        Put(store, [[1, 2, 3, 4], [5], [6, 7, 8, 9, 10, 11, 12, 13]], 130);

        Assert.Equal(180, store.Bytes);
    }

    [Fact]
    public void Files_OutliveTheStore_ByteForByte()
    {
        using (PrefixStore store = NewPersistent())
        {
            Put(store, s_head, 3_000_000);
        }

        using PrefixStore next = NewPersistent();
        byte[] bytes = [];
        bool used = next.Use(next.Match(s_head)!, values =>
        {
            bytes = values.Slice(0, (int)values.Bytes).ToArray();
            return true;
        });

        Assert.True(used);
        Assert.Equal(Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7)), bytes);
    }

    public static TheoryData<string, Action<string>> Damages => new()
    {
        { "a changed byte in the values", path => Overwrite(path, -1000, 0xee) },
        { "a changed byte in the tokens", path => Overwrite(path, 60, 0xee) },
        { "a changed checksum", path => Overwrite(path, -1, 0xee) },
        { "a cut file", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]) },
        { "an empty file", path => File.WriteAllBytes(path, []) },
        { "a file of something else", path => File.WriteAllText(path, new string('x', 5000)) },
        { "absurd sizes", path => Overwrite(path, 48, 0xff) },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void DamagedFile_IsIgnored_AndLogged(string name, Action<string> damage)
    {
        using (PrefixStore store = NewPersistent())
        {
            Put(store, s_head, 5000);
        }

        damage(Assert.Single(_folder.GetFiles()).FullName);
        using PrefixStore next = NewPersistent();

        Assert.False(next.Match(s_head) is { } node && next.Use(node, _ => true), name);
        Assert.Contains(_logger.Entries, entry => entry.Level == LogLevel.Warning && entry.Message.Contains("ignored", StringComparison.Ordinal));
    }

    [Fact]
    public void FileOfAnotherModel_IsIgnored_AndStays()
    {
        using (PrefixStore store = NewPersistent())
        {
            Put(store, s_head, 5000);
        }

        using PrefixStore other = new("other", 1 << 24, new PrefixFiles(_folder.FullName, new byte[32], _logger), 1 << 24);

        Assert.Null(other.Match(s_head));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void Files_StayWithinTheirBudget()
    {
        using (PrefixStore store = new("test", 1 << 24, new PrefixFiles(_folder.FullName, s_fingerprint, _logger), fileBudget: 12_000))
        {
            for (int i = 1; i <= 5; i++)
            {
                Put(store, [[i]], 5000);
            }
        }

        Assert.Equal(2, _folder.GetFiles().Length);
    }

    [Fact]
    public async Task NextProcess_ReusesWhatTheLastOneWrote_WithTheSameAnswer()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        (options.PrefixReuse, options.PrefixReuseDiskMiB, options.PrefixReuseDirectory) = (true, 64, _folder.FullName);
        ChatOptions few = new() { MaxOutputTokens = 6 };
        ChatResponse[] responses = new ChatResponse[2];

        for (int process = 0; process < responses.Length; process++)
        {
            using LlamaChatClient client = ChatModelFixture.NewClient(options);
            responses[process] = await client.GetResponseAsync(PrefixPrompts.All[8], few, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, responses[0].Usage!.CachedInputTokenCount);
        Assert.InRange(responses[1].Usage!.CachedInputTokenCount!.Value, 100, 1000);
        Assert.Equal(responses[0].Text, responses[1].Text);
    }

    private static void Put(PrefixStore store, int[][] pieces, int bytes)
    {
        KvBuffer values = new(bytes);
        Span<byte> span = values.Slice(0, bytes);
        for (int i = 0; i < bytes; i++)
        {
            span[i] = (byte)(i * 7);
        }

        PrefixNode node = store.AddResident(pieces);
        store.Put(node, values);
        store.RemoveResident(node);
    }

    private static void Overwrite(string path, int offset, byte value)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int index = offset < 0 ? bytes.Length + offset : offset;
        bytes[index] = bytes[index] == value ? (byte)(value ^ 1) : value;
        File.WriteAllBytes(path, bytes);
    }

    private PrefixStore NewPersistent() => new("test", 1 << 24, new PrefixFiles(_folder.FullName, s_fingerprint, _logger), 1 << 24);
}
