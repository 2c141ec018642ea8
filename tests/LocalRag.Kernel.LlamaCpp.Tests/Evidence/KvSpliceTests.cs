using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Tests.Prefixes;

namespace LocalRag.LlamaCpp.Tests.Evidence;

public sealed class KvSpliceTests(ChatModelFixture fixture)
{
    public static TheoryData<KvType, FlashAttention> Forms => new()
    {
        { KvType.F16, FlashAttention.Auto }, { KvType.F16, FlashAttention.Off }, { KvType.F32, FlashAttention.Auto }, { KvType.Q8, FlashAttention.Auto },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task PartsOfAState_PutTogether_AreTheStateAgain(KvType type, FlashAttention attention)
    {
        LlamaOptions options = EvidenceStand.Options(sequences: 2);
        (options.KvType, options.FlashAttention) = (type, attention);
        using EvidenceStand stand = new(fixture, options);
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([0, 1], "Why?"));
        using KvBuffer head = await stand.CopyAsync(new Prompt(prompt.Evidence!.Head));
        using KvBuffer whole = await stand.CopyAsync(prompt.Evidence.Behind(prompt.Segments[prompt.Evidence.Segments.Min()]));
        KvLayout layout = KvLayout.TryRead(whole)!;
        using KvSplice splice = new(head, KvLayout.TryRead(head)!, layout.Cells);

        Assert.True(splice.TryAppend(whole, layout, splice.Cells, 5, rotation: null));
        Assert.True(splice.TryAppend(whole, layout, splice.Cells, layout.Cells - splice.Cells, rotation: null));

        using KvBuffer state = splice.Take();
        Assert.Equal(whole.Slice(0, (int)whole.Bytes).ToArray(), state.Slice(0, (int)state.Bytes).ToArray());
    }

    [Fact]
    public async Task StateOfAnotherKind_IsNotAppended()
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        LlamaOptions wide = EvidenceStand.Options();
        wide.KvType = KvType.F32;
        using EvidenceStand other = new(fixture, wide);
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([0], "Why?"));
        using KvBuffer state = await stand.CopyAsync(new Prompt(prompt.Evidence!.Head));
        using KvBuffer wider = await other.CopyAsync(new Prompt(prompt.Evidence.Head));
        KvLayout layout = KvLayout.TryRead(state)!;
        using KvSplice splice = new(state, layout, layout.Cells + 5);

        Assert.False(splice.TryAppend(wider, KvLayout.TryRead(wider)!, 0, 5, rotation: null));
        Assert.True(splice.TryAppend(state, layout, layout.Cells - 5, 5, KeyRotation.TryCreate(fixture.Model.Model.Handle)!));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(100)]
    public async Task StateOfAnotherForm_IsNotRead(int offset)
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        using KvBuffer state = await stand.CopyAsync(new Prompt(PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([0], "Why?")).Evidence!.Head));

        state.Slice(offset, 1)[0] ^= 0x55;

        Assert.Null(KvLayout.TryRead(state));
    }

    [Fact]
    public async Task Keys_TurnedForthAndBack_AreTheSame_UpToRounding()
    {
        (float[] before, KvPlane plane, byte[] keys) = await KeysAsync();
        KeyRotation rotation = KeyRotation.TryCreate(fixture.Model.Model.Handle)!;

        rotation.Turn(keys, plane, 0, 300);
        float[] away = Numbers(keys);
        rotation.Turn(keys, plane, 0, -300);

        Assert.All(before.Zip(Numbers(keys)), pair => Assert.Equal(pair.First, pair.Second, 0.02f));
        Assert.Contains(before.Zip(away), pair => MathF.Abs(pair.First - pair.Second) > 0.5f);
    }

    [Fact]
    public async Task KeysThatTurnOtherwise_AreNotLearned()
    {
        (_, KvPlane plane, byte[] keys) = await KeysAsync();
        KeyRotation rotation = KeyRotation.TryCreate(fixture.Model.Model.Handle)!;
        byte[] turned = [.. keys];
        rotation.Turn(turned, plane, 0, 100);

        Assert.True(rotation.TryLearn(_ => keys, _ => turned, [plane], 100));
        Assert.False(rotation.TryLearn(_ => keys, _ => turned, [plane], 101));
        Assert.True(rotation.TryLearn(_ => keys, _ => keys, [plane], 100));
    }

    private static float[] Numbers(byte[] keys) => [.. MemoryMarshal.Cast<byte, Half>(keys).ToArray().Select(number => (float)number)];

    private async Task<(float[] Numbers, KvPlane Plane, byte[] Keys)> KeysAsync()
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        using KvBuffer state = await stand.CopyAsync(new Prompt(PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([0], "Why?")).Evidence!.Head));
        KvLayout layout = KvLayout.TryRead(state)!;
        KvPlane plane = layout.Keys[^1];
        byte[] keys = state.Slice(plane.Offset, plane.CellBytes * layout.Cells).ToArray();
        return (Numbers(keys), plane, keys);
    }
}
