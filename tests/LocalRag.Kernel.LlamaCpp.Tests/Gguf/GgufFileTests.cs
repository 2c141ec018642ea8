using LocalRag.LlamaCpp.Gguf;
using LocalRag.Testing;

namespace LocalRag.LlamaCpp.Tests.Gguf;

public sealed class GgufFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("localrag-gguf-").FullName;

    [Fact]
    public void Check_SmolLm2_DescribesIt()
    {
        GgufSummary summary = GgufFile.Check(RepositoryPaths.ChatModel);

        Assert.Equal(
            new GgufSummary
            {
                Architecture = "llama",
                Name = "Smollm2 135M 8k Lc100K Mix1 Ep2",
                SizeLabel = "135M",
                Parameters = 134_515_008,
                WeightType = "Q4_1",
                TensorBytes = 96_576_768,
                TensorCount = 272,
                ContextTokens = 8192,
                EmbeddingLength = 576,
                LayerCount = 30,
                HeadCount = 9,
                KeyValueHeadCount = 3,
                KeyValueBytesPerToken = 23_040,
                VocabularySize = 49_152,
                HasChatTemplate = true,
                PartCount = 1,
                Layers = summary.Layers,
            },
            summary);
        Assert.Equal(30, summary.Layers.Blocks.Count);
        Assert.Single(summary.Layers.Blocks.Distinct());

        // The table of tokens serves as output table too: it is in the file once, and once more on a GPU.
        Assert.Equal(summary.TensorBytes, summary.Layers.Blocks.Sum() + summary.Layers.Output);
    }

    [Fact]
    public void Check_SmallestRightFile_Passes() => Assert.Equal(2, GgufBuilder.Llama().Check().LayerCount);

    [Fact]
    public void Check_MissingFile_NamesIt()
    {
        string path = Path.Combine(_folder, "none.gguf");

        ModelUnavailableException exception = Assert.Throws<ModelUnavailableException>(() => GgufFile.Check(path));

        Assert.Contains(path, exception.Problem, StringComparison.Ordinal);
        Assert.Equal(path, exception.Model);
    }

    [Fact]
    public void Check_Folder_IsANamedError() => Assert.Throws<ModelUnavailableException>(() => GgufFile.Check(_folder));

    [Theory]
    [InlineData("")]
    [InlineData("GG")]
    [InlineData("GGUF")]
    [InlineData("PK\u0003\u0004 and more of an archive that is not a model at all")]
    public void Check_OtherFile_IsRefusedByName(string content)
    {
        string path = Path.Combine(_folder, "other.gguf");
        File.WriteAllText(path, content);

        ModelUnavailableException exception = Assert.Throws<ModelUnavailableException>(() => GgufFile.Check(path));

        Assert.StartsWith(path, exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EveryTruncation_IsRefused()
    {
        byte[] file = GgufBuilder.Llama().Build(dataBytes: 0);

        Assert.All(Enumerable.Range(0, file.Length), length =>
            Assert.Throws<ModelUnavailableException>(() => GgufFile.Check(new MemoryStream(file, 0, length), length, "cut.gguf")));
    }

    [Fact]
    public void Check_LastByteOfTheWeightsMissing_IsRefused()
    {
        int weights = (256 * 64 / 32 * 34) + (64 * 4);

        Assert.Equal(weights, GgufBuilder.Llama().Check(weights).TensorBytes);
        Assert.Contains("cut short", Problem(GgufBuilder.Llama(), weights - 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1u, "version 1")]
    [InlineData(4u, "version 4")]
    [InlineData(0x03000000u, "other byte order")]
    public void Check_OtherVersion_SaysWhich(uint version, string expected)
    {
        GgufBuilder builder = GgufBuilder.Llama();
        builder.Version = version;

        Assert.Contains(expected, Problem(builder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    [InlineData(1UL << 32)]
    [InlineData(100_000UL)]
    public void Check_HugeCounts_AreRefusedAtOnce(ulong count)
    {
        GgufBuilder keys = GgufBuilder.Llama();
        keys.KeyCount = count;
        GgufBuilder tensors = GgufBuilder.Llama();
        tensors.TensorCount = count;

        Assert.Contains($"{count} keys", Problem(keys), StringComparison.Ordinal);
        Assert.Contains($"{count} tensors", Problem(tensors), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TextLongerThanTheFile_IsRefused() =>
        Assert.Contains("18446744073709551615 bytes", Problem(GgufBuilder.Llama().Add("x", 8, writer => writer.Write(ulong.MaxValue))), StringComparison.Ordinal);

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 61)]
    [InlineData(1_000_000UL)]
    public void Check_ListLongerThanTheFile_IsRefused(ulong count) =>
        Assert.Contains("elements under x", Problem(GgufBuilder.Llama().Add("x", 9, writer =>
        {
            writer.Write(10u);
            writer.Write(count);
        })), StringComparison.Ordinal);

    [Fact]
    public void Check_ListOfLists_IsRefused() =>
        Assert.Contains("list of lists", Problem(GgufBuilder.Llama().Add("x", 9, writer =>
        {
            writer.Write(9u);
            writer.Write(1UL);
        })), StringComparison.Ordinal);

    [Fact]
    public void Check_SameKeyTwice_IsRefused() =>
        Assert.Contains("general.name twice", Problem(GgufBuilder.Llama().Add("general.name", 4, writer => writer.Write(1u))), StringComparison.Ordinal);

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(16u)]
    [InlineData(48u)]
    [InlineData(1u << 31)]
    public void Check_OtherAlignment_IsRefused(uint alignment) =>
        Assert.Contains("alignment", Problem(GgufBuilder.Llama().UInt32("general.alignment", alignment)), StringComparison.Ordinal);

    [Fact]
    public void Check_LargerAlignment_Passes()
    {
        GgufBuilder builder = GgufBuilder.Llama().UInt32("general.alignment", 4096);
        builder.Alignment = 4096;

        Assert.Equal(2, builder.Check().TensorCount);
    }

    [Theory]
    [InlineData("llama.block_count")]
    [InlineData("llama.context_length")]
    [InlineData("llama.embedding_length")]
    [InlineData("general.architecture")]
    [InlineData("tokenizer.ggml.model")]
    [InlineData("tokenizer.ggml.tokens")]
    public void Check_RequiredKeyMissing_IsNamed(string key) => Assert.Contains(key, Problem(GgufBuilder.Llama().Without(key)), StringComparison.Ordinal);

    [Theory]
    [InlineData("llama.block_count", 0u)]
    [InlineData("llama.block_count", 513u)]
    [InlineData("llama.context_length", 0u)]
    [InlineData("llama.attention.head_count_kv", 3u)]
    [InlineData("llama.attention.head_count", 65u)]
    [InlineData("llama.rope.dimension_count", 17u)]
    [InlineData("llama.rope.dimension_count", 15u)]
    [InlineData("llama.expert_count", 8u)]
    [InlineData("llama.expert_used_count", 2u)]
    [InlineData("llama.expert_count", 5000u)]
    [InlineData("llama.nextn_predict_layers", 3u)]
    [InlineData("tokenizer.ggml.bos_token_id", 256u)]
    [InlineData("tokenizer.ggml.eot_token_id", uint.MaxValue)]
    public void Check_NumberOutOfBounds_IsRefused(string key, uint value) => Assert.NotEmpty(Problem(GgufBuilder.Llama().UInt32(key, value)));

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Check_EpsilonOutOfBounds_IsRefused(float value) =>
        Assert.Contains("epsilon", Problem(GgufBuilder.Llama().Float32("llama.attention.layer_norm_rms_epsilon", value)), StringComparison.Ordinal);

    [Fact]
    public void Check_UnknownRopeScaling_IsRefused() =>
        Assert.Contains("'spiral'", Problem(GgufBuilder.Llama().Text("llama.rope.scaling.type", "spiral")), StringComparison.Ordinal);

    [Fact]
    public void Check_NumberOfAnotherType_IsRefused() =>
        Assert.Contains("llama.block_count", Problem(GgufBuilder.Llama().Set("llama.block_count", 8, writer => GgufBuilder.WriteText(writer, "two"))), StringComparison.Ordinal);

    [Fact]
    public void Check_TokenTwice_IsNamed() =>
        Assert.Contains("'same'", Problem(GgufBuilder.Llama().Texts("tokenizer.ggml.tokens", "same", "other", "same")), StringComparison.Ordinal);

    [Fact]
    public void Check_EmptyTokens_AreNotTheSame() =>
        Assert.Equal(258, GgufBuilder.Llama().Texts("tokenizer.ggml.tokens", [.. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>"), "", ""]).Check().VocabularySize);

    [Fact]
    public void Check_ByteWithoutToken_IsNamed() =>
        Assert.Contains("0x0A", Problem(GgufBuilder.Llama().Texts("tokenizer.ggml.tokens", [.. Enumerable.Range(0, 256).Select(value => value == 10 ? "<0x0a>" : $"<0x{value:X2}>")])), StringComparison.Ordinal);

    [Fact]
    public void Check_TokenizerOfNoChatModel_IsNamed() => Assert.Contains("'t5'", Problem(GgufBuilder.Llama().Text("tokenizer.ggml.model", "t5")), StringComparison.Ordinal);

    [Fact]
    public void Check_TokenTypesTooFew_IsRefused() =>
        Assert.Contains("token_type", Problem(GgufBuilder.Llama().Set("tokenizer.ggml.token_type", 9, writer =>
        {
            writer.Write(5u);
            writer.Write(1UL);
            writer.Write(1);
        })), StringComparison.Ordinal);

    [Theory]
    [InlineData(new long[] { }, 0u)]
    [InlineData(new long[] { 1, 1, 1, 1, 1 }, 0u)]
    [InlineData(new long[] { 0 }, 0u)]
    [InlineData(new long[] { -1 }, 0u)]
    [InlineData(new long[] { int.MaxValue, int.MaxValue, int.MaxValue }, 0u)]
    [InlineData(new long[] { 31 }, 8u)]
    [InlineData(new long[] { 32 }, 4u)]
    [InlineData(new long[] { 32 }, 999u)]
    [InlineData(new long[] { 32 }, 24u)]
    public void Check_ImpossibleTensor_IsNamed(long[] extents, uint type) =>
        Assert.Contains("odd.weight", Problem(GgufBuilder.Llama().WithoutTensors().Tensor("odd.weight", extents, type)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0UL)]
    [InlineData(32UL)]
    [InlineData(1_000_000UL)]
    [InlineData(ulong.MaxValue)]
    public void Check_TensorAtAnotherOffset_IsRefused(ulong offset) =>
        Assert.Contains("b.weight at offset", Problem(GgufBuilder.Llama().WithoutTensors().Tensor("a.weight", [64], 0).Tensor("b.weight", [64], 0, offset)), StringComparison.Ordinal);

    [Fact]
    public void Check_SameTensorTwice_IsRefused() => Assert.Contains("name of its own", Problem(GgufBuilder.Llama().Tensor("output_norm.weight", [64], 0)), StringComparison.Ordinal);

    [Fact]
    public void Check_TensorNameTooLong_IsRefused() => Assert.Contains("64 bytes", Problem(GgufBuilder.Llama().Tensor(new string('a', 64), [64], 0)), StringComparison.Ordinal);

    [Fact]
    public void Check_NoTensors_IsRefused() => Assert.Contains("no tensors", Problem(GgufBuilder.Llama().WithoutTensors()), StringComparison.Ordinal);

    [Fact]
    public void Check_ModelInTwoFiles_AddsThemUp()
    {
        WriteSplit(secondNumber: 1);

        GgufSummary summary = GgufFile.Check(Path.Combine(_folder, "model-00001-of-00002.gguf"));

        Assert.Equal(2, summary.PartCount);
        Assert.Equal(3, summary.TensorCount);
    }

    [Fact]
    public void Check_SecondPartMissing_NamesIt()
    {
        WriteSplit(secondNumber: 1);
        File.Delete(Path.Combine(_folder, "model-00002-of-00002.gguf"));

        Assert.Contains("model-00002-of-00002.gguf", Problem("model-00001-of-00002.gguf"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SecondPartInPlaceOfTheFirst_IsRefused()
    {
        WriteSplit(secondNumber: 1);

        Assert.Contains("part 2 of a model in 2 files", Problem("model-00002-of-00002.gguf"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SecondPartOfAnotherPlace_IsRefused()
    {
        WriteSplit(secondNumber: 0);

        Assert.Contains("part 1 where part 2 is expected", Problem("model-00001-of-00002.gguf"), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_FirstPartRenamed_IsRefused()
    {
        WriteSplit(secondNumber: 1);
        File.Move(Path.Combine(_folder, "model-00001-of-00002.gguf"), Path.Combine(_folder, "model.gguf"));

        Assert.Contains("-00001-of-00002.gguf", Problem("model.gguf"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WriteSplit(ushort secondNumber)
    {
        File.WriteAllBytes(
            Path.Combine(_folder, "model-00001-of-00002.gguf"),
            GgufBuilder.Llama().Set("split.count", 2, writer => writer.Write((ushort)2)).Set("split.no", 2, writer => writer.Write((ushort)0)).Build());
        File.WriteAllBytes(
            Path.Combine(_folder, "model-00002-of-00002.gguf"),
            new GgufBuilder().Set("split.count", 2, writer => writer.Write((ushort)2)).Set("split.no", 2, writer => writer.Write(secondNumber)).Tensor("more.weight", [64], 0).Build());
    }

    private string Problem(string file) => Assert.Throws<ModelUnavailableException>(() => GgufFile.Check(Path.Combine(_folder, file))).Problem;

    private static string Problem(GgufBuilder builder, int dataBytes = 64 * 1024) =>
        Assert.Throws<ModelUnavailableException>(() => builder.Check(dataBytes)).Problem;
}
