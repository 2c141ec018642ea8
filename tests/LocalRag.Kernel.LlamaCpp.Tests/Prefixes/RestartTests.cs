using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Tests.Prefixes;

/// <summary>Two clients, one after the other, over one folder: what the second finds is what a second process would.</summary>
public sealed class RestartTests(ChatModelFixture fixture) : IDisposable
{
    private static readonly ChatOptions s_few = new() { MaxOutputTokens = 6 };
    private static readonly ChatMessage[] s_messages = PrefixPrompts.WriteEvidence([0, 1, 2], "When was it built?");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("localrag-restart-");
    private readonly RecordingLogger _logger = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task HeadAndEvidence_AreRestored_WithTheSameAnswer()
    {
        ChatResponse first = await AnswerAsync(Options(), s_messages);
        ChatResponse second = await AnswerAsync(Options(), s_messages);
        ChatResponse headOnly = await AnswerAsync(Options(), PrefixPrompts.WriteEvidence([3], "Who may enter?"));

        Assert.Equal(0, first.Usage!.CachedInputTokenCount);
        Assert.InRange(second.Usage!.CachedInputTokenCount!.Value, 100, second.Usage.InputTokenCount!.Value - 1);
        Assert.InRange(headOnly.Usage!.CachedInputTokenCount!.Value, 15, 40);
        Assert.Equal(await PlainAnswerAsync(s_messages), second.Text);
        Assert.Equal(await PlainAnswerAsync(PrefixPrompts.WriteEvidence([3], "Who may enter?")), headOnly.Text);
        Assert.DoesNotContain(_logger.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task EvidenceInAnotherOrder_IsRestored_WhereAnswersMayBeApproximate()
    {
        ChatResponse first = await AnswerAsync(Options(evidence: true), s_messages);
        ChatResponse second = await AnswerAsync(Options(evidence: true), PrefixPrompts.WriteEvidence([2, 1, 0], "When was it built?"));

        // The first process took over what it had just computed itself.
        Assert.True(first.Usage!.AdditionalCounts!.ContainsKey(EvidenceContent.ApproximateTokensKey));
        Assert.NotEmpty(second.Text);
        Assert.InRange(second.Usage!.CachedInputTokenCount!.Value, 100, second.Usage.InputTokenCount!.Value - 1);
        Assert.InRange(second.Usage.AdditionalCounts![EvidenceContent.ApproximateTokensKey], 40, 90);
    }

    public static TheoryData<string, Action<LlamaOptions>> Changes => new()
    {
        { "another type of keys and values", options => options.KvType = KvType.F32 },
        { "other pieces", options => options.PrefillPieceTokens = 128 },
        { "rearranged weights", options => options.Repack = true },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task ChangedSetting_FindsNothing_AlsoWhereItsFolderHoldsTheFiles(string name, Action<LlamaOptions> change)
    {
        await AnswerAsync(Options(), s_messages);
        FileInfo[] files = [.. _folder.GetFiles("*", SearchOption.AllDirectories)];
        LlamaOptions changed = Options();
        change(changed);
        await AnswerAsync(changed, PrefixPrompts.WriteEvidence([3], "Who may enter?"));
        foreach (DirectoryInfo other in _folder.GetDirectories().Where(folder => folder.Name != files[0].Directory!.Name))
        {
            Array.ForEach(files, file => file.CopyTo(Path.Combine(other.FullName, file.Name)));
        }

        ChatResponse response = await AnswerAsync(changed, s_messages);

        Assert.True(response.Usage!.CachedInputTokenCount < 40, name);
        Assert.Contains(_logger.Entries, entry => entry.Message.Contains("another model, build or setting", StringComparison.Ordinal));
        Assert.NotEmpty(response.Text);
    }

    [Fact]
    public async Task DamagedFile_IsNotUsed_AndTheAnswerIsRight()
    {
        await AnswerAsync(Options(), s_messages);
        foreach (FileInfo file in _folder.GetFiles("*", SearchOption.AllDirectories))
        {
            using FileStream stream = file.Open(FileMode.Open);
            stream.Position = stream.Length / 2;
            int value = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(value ^ 1));
        }

        ChatResponse response = await AnswerAsync(Options(), s_messages);

        Assert.Equal(0, response.Usage!.CachedInputTokenCount);
        Assert.Equal(await PlainAnswerAsync(s_messages), response.Text);
        Assert.Contains(_logger.Entries, entry => entry.Message.Contains("checksum", StringComparison.Ordinal));
    }

    [Fact]
    public void Fingerprint_DiffersByModelAndBuild()
    {
        byte[] fingerprint = KvFingerprint.Compute("model", "build", Options());

        Assert.Equal(fingerprint, KvFingerprint.Compute("model", "build", Options()));
        Assert.NotEqual(fingerprint, KvFingerprint.Compute("another", "build", Options()));
        Assert.NotEqual(fingerprint, KvFingerprint.Compute("model", "another", Options()));
    }

    private LlamaOptions Options(bool evidence = false)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        (options.PrefixReuse, options.PrefixReuseDiskMiB, options.PrefixReuseDirectory) = (true, 64, _folder.FullName);
        (options.EvidenceReuse, options.EvidenceAuditShare) = (evidence, 0);
        return options;
    }

    private async Task<ChatResponse> AnswerAsync(LlamaOptions options, ChatMessage[] messages)
    {
        using LlamaChatClient client = new(new ChangingSettings(options), new FixedModelStore(RepositoryPaths.ChatModel), _logger);
        return await client.GetResponseAsync(messages, s_few, TestContext.Current.CancellationToken);
    }

    private async Task<string> PlainAnswerAsync(ChatMessage[] messages) =>
        (await fixture.Client.GetResponseAsync(messages, s_few, TestContext.Current.CancellationToken)).Text;
}
