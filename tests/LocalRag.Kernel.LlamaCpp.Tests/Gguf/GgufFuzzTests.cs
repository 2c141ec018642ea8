using LocalRag.LlamaCpp.Gguf;
using LocalRag.Testing;

namespace LocalRag.LlamaCpp.Tests.Gguf;

public sealed class GgufFuzzTests
{
    private const long MostBytesAllocated = 16 * 1024 * 1024;

    private static readonly long s_fileLength = new FileInfo(RepositoryPaths.ChatModel).Length;

    [Fact]
    public void Check_UndamagedHeads_Pass()
    {
        Assert.True(Passes(GgufHead.Whole(), s_fileLength));
        Assert.True(Passes(GgufHead.Short(), s_fileLength));
    }

    [Fact]
    public void Check_TenThousandDamagedHeads_PassOrAreRefusedByName()
    {
        byte[] head = GgufHead.Short();

        int passed = CountPasses(head, 10_000);

        // Damage to a name or to a token's text is no reason to refuse a file; damage to the structure is.
        Assert.InRange(passed, 10, 5_000);
    }

    [Fact]
    public void Check_DamageWithinTheVocabulary_PassesOrIsRefusedByName() => Assert.InRange(CountPasses(GgufHead.Whole(), 200), 1, 199);

    private static int CountPasses(byte[] head, int count)
    {
        int passed = 0;
        for (int seed = 0; seed < count; seed++)
        {
            byte[] mutant = GgufMutants.Create(head, seed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            passed += Passes(mutant, s_fileLength - head.Length + mutant.Length) ? 1 : 0;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytesAllocated, $"Seed {seed} allocated {allocated} bytes");
        }

        return passed;
    }

    private static bool Passes(byte[] head, long length)
    {
        try
        {
            GgufFile.Check(new PaddedStream(head, length), length, "mutant.gguf");
            return true;
        }
        catch (ModelUnavailableException exception)
        {
            Assert.StartsWith("mutant.gguf ", exception.Problem, StringComparison.Ordinal);
            return false;
        }
    }
}
