using System.Text;
using LocalRag.Onnx.Inference;
using LocalRag.Onnx.Providers;
using LocalRag.Onnx.Tokenization;
using LocalRag.Testing;

namespace LocalRag.Onnx.Tests.Providers;

public sealed class ProviderTrialTests
{
    private readonly WordPieceVocabulary _vocabulary = WordPieceVocabulary.Load(RepositoryPaths.Vocabulary, RepositoryPaths.Vocabulary);
    private readonly List<(bool Taken, string Finding)> _reports = [];

    [Fact]
    public void Processor_IsNotTried()
    {
        using EncoderSession session = Choose(ExecutionProvider.Cpu, (_, _) => Load());

        Assert.Empty(_reports);
    }

    [Fact]
    public void Provider_ThatTheRuntimeLacks_IsLeftForTheProcessor_AndTheMessageSaysWhatThereIs()
    {
        Assert.SkipWhen(ExecutionProviders.Available.Contains(ExecutionProviders.NameOf(ExecutionProvider.CoreMl)), "ONNX Runtime has Core ML here.");

        using EncoderSession session = Choose(ExecutionProvider.CoreMl, (provider, profile) => new EncoderSession(RepositoryPaths.EmbeddingModel, 1, spin: false, provider, profile));

        Assert.Equal(384, session.Dimensions);
        (bool taken, string finding) = Assert.Single(_reports);
        Assert.False(taken);
        Assert.Contains(ExecutionProviders.Processor, finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_ThatComputesNothing_IsNotTaken_HoweverRightItsVectorsAre()
    {
        // A session of the processor stands in for the provider: its vectors are the same, and none of its operations is Core ML's.
        using EncoderSession session = Choose(ExecutionProvider.CoreMl, (_, profile) => Load(profile));

        (bool taken, string finding) = Assert.Single(_reports);
        Assert.False(taken);
        Assert.Contains("it computes 0 of", finding, StringComparison.Ordinal);
        Assert.Contains("1.00000", finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_WithOtherVectors_IsNotTaken_AndTheMessageSaysHowFarOff()
    {
        string other = OtherModel();
        try
        {
            using EncoderSession session = Choose(ExecutionProvider.CoreMl, (provider, profile) => new EncoderSession(provider == ExecutionProvider.Cpu ? RepositoryPaths.EmbeddingModel : other, 1, spin: false, ExecutionProvider.Cpu, profile));

            (bool taken, string finding) = Assert.Single(_reports);
            Assert.False(taken);
            Assert.DoesNotContain("1.00000", finding, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(other);
        }
    }

    [Fact]
    public void Provider_ThatFails_IsLeftForTheProcessor()
    {
        using EncoderSession session = Choose(ExecutionProvider.CoreMl, (provider, _) => provider == ExecutionProvider.Cpu ? Load() : throw new InvalidDataException("its output has no direction"));

        Assert.Equal((false, "its output has no direction"), Assert.Single(_reports));
    }

    [Fact]
    public void CoreMl_OnAMac_GivesTheProcessorsVectorsOrIsLeft()
    {
        Assert.SkipUnless(ExecutionProviders.Available.Contains(ExecutionProviders.NameOf(ExecutionProvider.CoreMl)), "ONNX Runtime has no Core ML here; it has it on macOS.");

        using EncoderSession session = Choose(ExecutionProvider.CoreMl, (provider, profile) => new EncoderSession(RepositoryPaths.EmbeddingModel, 1, spin: false, provider, profile));

        (bool taken, string finding) = Assert.Single(_reports);
        TestContext.Current.TestOutputHelper?.WriteLine($"taken: {taken}, {finding}");
        float[] vector = new float[session.Dimensions];
        session.Encode([new TokenizedText([101, 7592, 102], 0)], [vector], shrink: true);
        Assert.Contains(vector, number => number != 0);
    }

    [Fact]
    public void Profile_CountsTheOperationsOfEachProvider()
    {
        const string Profile =
            """
            [{"cat":"Session","name":"model_loading_uri","dur":1,"args":{}},
             {"cat":"Node","name":"MatMul_1_fence_before","dur":1,"args":{"op_name":"MatMul"}},
             {"cat":"Node","name":"MatMul_1_kernel_time","dur":1,"args":{"op_name":"MatMul","provider":"CPUExecutionProvider"}},
             {"cat":"Node","name":"CoreML_1_kernel_time","dur":1,"args":{"op_name":"CoreML_1","provider":"CoreMLExecutionProvider"}},
             {"cat":"Node","name":"Add_1_kernel_time","dur":1,"args":{"op_name":"Add","provider":"CPUExecutionProvider"}}]
            """;

        Assert.Equal(new ProviderShare(3, 1), ProviderShare.Read(new MemoryStream(Encoding.UTF8.GetBytes(Profile)), "CoreMLExecutionProvider"));
    }

    private static EncoderSession Load(string? profile = null) => new(RepositoryPaths.EmbeddingModel, 1, spin: false, ExecutionProvider.Cpu, profile);

    /// <summary>Writes the encoder with a stretch of its weights changed, so that it loads and computes something else.</summary>
    private static string OtherModel()
    {
        byte[] bytes = File.ReadAllBytes(RepositoryPaths.EmbeddingModel);
        for (int i = bytes.Length / 2; i < (bytes.Length / 2) + 100_000; i++)
        {
            bytes[i] ^= 0x55;
        }

        return TemporaryFile.Write(bytes);
    }

    private EncoderSession Choose(ExecutionProvider wanted, Func<ExecutionProvider, string?, EncoderSession> make) =>
        ProviderTrial.Choose(wanted, make, _vocabulary, maxTokens: 256, (taken, finding) => _reports.Add((taken, finding)));
}
