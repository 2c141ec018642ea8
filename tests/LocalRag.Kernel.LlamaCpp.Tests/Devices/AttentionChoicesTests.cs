using LocalRag.LlamaCpp.Devices;
using LocalRag.LlamaCpp.Tests.Doubles;

namespace LocalRag.LlamaCpp.Tests.Devices;

public sealed class AttentionChoicesTests(ChatModelFixture fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("localrag-attention-").FullName;
    private readonly RecordingLogger _log = new();

    [Fact]
    public void Measured_ChoosesOneOfTheTwo_KeepsIt_AndMeasuresAgainWhenTheFileIsBroken()
    {
        FlashAttention first = New().Choose(fixture.Model.Model, Options(FlashAttention.Measured));
        string file = Assert.Single(Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories));
        FlashAttention kept = New().Choose(fixture.Model.Model, Options(FlashAttention.Measured));
        int measured = Measurements();
        File.WriteAllText(file, "{");
        New().Choose(fixture.Model.Model, Options(FlashAttention.Measured));

        Assert.True(first is FlashAttention.On or FlashAttention.Off);
        Assert.Equal(first, kept);
        Assert.Equal(1, measured);
        Assert.Equal(2, Measurements());
    }

    [Theory]
    [InlineData(FlashAttention.Auto)]
    [InlineData(FlashAttention.On)]
    [InlineData(FlashAttention.Off)]
    public void Choice_OfTheUser_IsNotMeasured(FlashAttention attention)
    {
        Assert.Equal(attention, New().Choose(fixture.Model.Model, Options(attention)));
        Assert.Equal(0, Measurements());
    }

    [Fact]
    public void ValuesInBlocks_NeedFlashAttention_SoThereIsNothingToMeasure()
    {
        LlamaOptions options = Options(FlashAttention.Measured);
        options.KvType = KvType.Q8;

        Assert.Equal(FlashAttention.On, New().Choose(fixture.Model.Model, options));
        Assert.Equal(0, Measurements());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static LlamaOptions Options(FlashAttention attention)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.FlashAttention = attention;
        return options;
    }

    private AttentionChoices New() => new(_folder, _log);

    private int Measurements() => _log.Entries.Count(entry => entry.Message.StartsWith("Flash attention is", StringComparison.Ordinal));
}
