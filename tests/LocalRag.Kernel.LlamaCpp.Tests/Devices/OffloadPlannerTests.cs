using LocalRag.LlamaCpp.Devices;
using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Memory;
using LocalRag.Testing;

namespace LocalRag.LlamaCpp.Tests.Devices;

/// <summary>Which layers go onto a GPU, by the sample model's head and devices that are made up.</summary>
public sealed class OffloadPlannerTests
{
    private const long MiB = 1 << 20;

    private static readonly GgufSummary s_model = GgufFile.Check(RepositoryPaths.ChatModel);

    private static int AllLayers => s_model.LayerCount + 1;

    [Fact]
    public void Plan_WithRoomForAll_PutsEveryLayerOnTheGpu()
    {
        GpuOffload plan = Plan(-1, Gpu(8192));

        Assert.Equal(OffloadReason.Fits, plan.Reason);
        Assert.True(plan.IsComplete);
        Assert.Equal(AllLayers, plan.Layers);
        Assert.Null(plan.NextStep);
    }

    [Fact]
    public void Plan_OfAll_TakesWhatWeightsKeyValuesAndComputationsTake()
    {
        LlamaOptions options = new() { GpuLayers = -1 };
        ModelMemory memory = ModelMemory.Estimate(s_model, options);

        Assert.Equal(memory.Total, GpuOffload.Plan(s_model, options, [Gpu(8192)]).Bytes);
    }

    [Fact]
    public void Plan_LeavesATenthOfWhatIsFree_ButNeverLessThan256MiB()
    {
        Assert.Equal(1000 * MiB, Plan(-1, Gpu(10_000)).MarginBytes);
        Assert.Equal(9000 * MiB, Plan(-1, Gpu(10_000)).RoomBytes);
        Assert.Equal(256 * MiB, Plan(-1, Gpu(2048)).MarginBytes);
    }

    [Fact]
    public void Plan_WithRoomForAPart_TakesAsManyLayersAsFit_AndSaysWhatAllWouldTake()
    {
        long[] sizes = OffloadPlanner.Sizes(s_model, new LlamaOptions());
        GpuOffload plan = GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1 }, [GpuWithRoomFor(sizes[12])]);

        Assert.Equal(OffloadReason.TooLittleMemory, plan.Reason);
        Assert.Equal(12, plan.Layers);
        Assert.Equal(sizes[12], plan.Bytes);
        Assert.Equal(sizes[AllLayers], plan.WantedBytes);
        Assert.Contains("12 of 31 layers", plan.Describe(), StringComparison.Ordinal);
        Assert.NotNull(plan.NextStep);
    }

    [Fact]
    public void Plan_WithAByteTooLittle_TakesALayerLess()
    {
        long[] sizes = OffloadPlanner.Sizes(s_model, new LlamaOptions());

        Assert.Equal(11, GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1 }, [GpuWithRoomFor(sizes[12] - 1)]).Layers);
    }

    [Fact]
    public void Plan_WithoutRoom_IsTheProcessor_AndSaysHowMuchRoomThereIs()
    {
        GpuOffload plan = Plan(-1, Gpu(260));

        Assert.Equal(0, plan.Layers);
        Assert.Equal(OffloadReason.TooLittleMemory, plan.Reason);
        Assert.Contains("room for 4 MiB", plan.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_WithoutAGpu_SaysThatLlamaCppFindsNone()
    {
        GpuOffload plan = GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1 }, [Device("CPU", LlamaDeviceKind.Cpu, 1 << 20)]);

        Assert.Equal(OffloadReason.NoDevice, plan.Reason);
        Assert.Contains("Llama:NativeDirectory", plan.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_NotAskedFor_IsTheProcessor() => Assert.Equal(OffloadReason.NotWanted, Plan(0, Gpu(8192)).Reason);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(30, 30)]
    [InlineData(31, 31)]
    [InlineData(99, 31)]
    public void Plan_OfANumberOfLayers_TakesSoMany(int asked, int taken) => Assert.Equal(taken, Plan(asked, Gpu(8192)).Layers);

    [Fact]
    public void GpuMemoryMiB_StandsInForWhatTheDeviceSays()
    {
        GpuOffload plan = GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1, GpuMemoryMiB = 5000 }, [Gpu(300)]);

        Assert.Equal((5000 * MiB, 0L, AllLayers), (plan.RoomBytes, plan.MarginBytes, plan.Layers));
    }

    [Fact]
    public void DeviceThatTellsNoMemory_IsTriedWithAll()
        => Assert.Equal(AllLayers, GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1 }, [Device("GPU0", LlamaDeviceKind.Gpu, 0)]).Layers);

    [Fact]
    public void Device_WithMemoryOfItsOwn_ComesFirst_ThenTheOneWithTheMostFree()
    {
        LlamaDevice[] devices =
            [Device("CPU", LlamaDeviceKind.Cpu, 99_999), Device("iGPU", LlamaDeviceKind.IntegratedGpu, 30_000), Device("small", LlamaDeviceKind.Gpu, 4_000), Device("large", LlamaDeviceKind.Gpu, 8_000)];

        Assert.Equal("large", GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1 }, devices).Device!.Name);
        Assert.Equal("iGPU", GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1, GpuDevice = "igpu" }, devices).Device!.Name);
    }

    [Fact]
    public void Device_ThatIsNotThere_IsAnErrorWithThoseThatAre()
    {
        LocalRagException exception = Assert.Throws<LocalRagException>(
            () => GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = -1, GpuDevice = "Metal" }, [Gpu(8192)]));

        Assert.Contains("Metal", exception.Problem, StringComparison.Ordinal);
        Assert.Contains("GPU0", exception.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MTL", LlamaDeviceKind.Gpu, true)]
    [InlineData("Vulkan", LlamaDeviceKind.IntegratedGpu, true)]
    [InlineData("Vulkan", LlamaDeviceKind.Gpu, false)]
    public void Device_SharesTheMachinesMemory(string backend, LlamaDeviceKind kind, bool shares)
        => Assert.Equal(shares, new LlamaDevice("x", "x", kind) { Backend = backend }.SharesMemory);

    [Fact]
    public void ModelWithAnOutputTable_DoesNotTakeItsTokenTableToTheGpu()
    {
        TensorPlaces places = new();
        places.Add("token_embd.weight", 100);
        places.Add("output.weight", 70);
        places.Add("output_norm.weight", 2);
        places.Add("blk.1.attn_q.weight", 30);
        places.Add("blk.0.attn_q.weight", 20);
        places.Add("blk.1.ffn_up.weight", 3);

        Assert.Equal(new LayerSizes([20, 33], 72), TensorPlaces.Sum([places], 2));
    }

    private static GpuOffload Plan(int layers, LlamaDevice device) =>
        GpuOffload.Plan(s_model, new LlamaOptions { GpuLayers = layers }, [Device("CPU", LlamaDeviceKind.Cpu, 16_384), device]);

    private static LlamaDevice Gpu(long mib) => Device("GPU0", LlamaDeviceKind.Gpu, mib);

    private static LlamaDevice GpuWithRoomFor(long bytes) =>
        new("GPU0", "A test's GPU", LlamaDeviceKind.Gpu) { TotalBytes = 16_384 * MiB, FreeBytes = bytes + (256 * MiB) };

    private static LlamaDevice Device(string name, LlamaDeviceKind kind, long mib) =>
        new(name, "A test's device", kind) { TotalBytes = mib * MiB, FreeBytes = mib * MiB };
}
