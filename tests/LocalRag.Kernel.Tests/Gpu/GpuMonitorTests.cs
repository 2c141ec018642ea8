using LocalRag.Gpu;
using LocalRag.Gpu.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Tests.Gpu;

public sealed class GpuMonitorTests
{
    public static TheoryData<string, string, int?, double, long, long, ThermalPressure, PowerSource> Machines => new()
    {
        // On the first machine the driver gives neither the hardware's name nor its cores.
        { "m1", "AGXAcceleratorG13X", null, 2, 340_983_808, 1_214_005_248, ThermalPressure.Nominal, PowerSource.Mains },
        { "m2", "Apple M2", 10, 64, 1_610_612_736, 3_221_225_472, ThermalPressure.Moderate, PowerSource.Battery },
        { "m3", "Apple M3 Pro", 18, 100, 8_589_934_592, 9_663_676_416, ThermalPressure.Heavy, PowerSource.Mains },
        { "m4", "Apple M4", 10, 30, 356_515_840, 2_147_483_648, ThermalPressure.Nominal, PowerSource.Reserve },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Read_OfAMac_TellsWhatItsDriverPublishes(
        string machine, string name, int? cores, double busy, long inUse, long allocated, ThermalPressure thermal, PowerSource power)
    {
        GpuStatus status = New(new RecordedGpuSystem(machine)).Read();

        GpuReading gpu = Assert.Single(status.Processors);
        Assert.Equal((name, cores, busy, inUse, allocated), (gpu.Name, gpu.Cores, gpu.BusyPercent, gpu.MemoryInUse, gpu.MemoryAllocated));
        Assert.Equal((thermal, power, NeuralEngineUse.Unknown), (status.Thermal, status.Power, status.NeuralEngine));
    }

    [Fact]
    public void Read_WithFiguresThatCannotBe_LeavesThemUnknown()
    {
        RecordedGpuSystem system = new(
        [
            "$ ioreg",
            "+-o AGXAcceleratorG16G  <class AGXAcceleratorG16G, id 0x1>",
            "    {",
            """      "PerformanceStatistics" = {"Device Utilization %"=1094,"In use system memory"=-1}""",
            "    }",
            "$ notifyutil",
            "com.apple.system.thermalpressurelevel 77",
            "$ pmset",
            "Now drawing from 'Solar Power'",
        ]);

        GpuStatus status = New(system).Read();

        GpuReading gpu = Assert.Single(status.Processors);
        Assert.Equal((null, null, null), (gpu.BusyPercent, gpu.MemoryInUse, gpu.MemoryAllocated));
        Assert.Equal((null, null), (status.Thermal, status.Power));
    }

    [Fact]
    public void Read_OfTwoProcessors_TellsBoth()
    {
        RecordedGpuSystem system = new(
        [
            "$ ioreg",
            "+-o IntelAccelerator  <class IntelAccelerator, id 0x1>",
            """      "PerformanceStatistics" = {"GPU Activity(%)"=7}""",
            "+-o AMDRadeonX6000  <class AMDRadeonX6000, id 0x2>",
            """      "PerformanceStatistics" = {"Device Utilization %"=9}""",
        ]);

        Assert.Equal([7d, 9d], New(system).Read().Processors.Select(gpu => gpu.BusyPercent!.Value));
    }

    [Fact]
    public void NeuralEngine_IsObserved_OnlyWhereThisProcessIsAmongItsClients()
    {
        RecordedGpuSystem system = new("m4") { NeuralEngineClients = { "pid 1, aned" } };
        NeuralEngineUse others = New(system).Read().NeuralEngine;

        system.NeuralEngineClients.Add($"pid {Environment.ProcessId}, localrag");

        Assert.Equal(NeuralEngineUse.Unknown, others);
        Assert.Equal(NeuralEngineUse.Observed, New(system).Read().NeuralEngine);
    }

    [Fact]
    public void Read_OfASystemThatFails_IsUnknown()
    {
        GpuStatus status = New(new FailingGpuSystem()).Read();

        Assert.Empty(status.Processors);
        Assert.Equal((null, null, NeuralEngineUse.Unknown), (status.Thermal, status.Power, status.NeuralEngine));
    }

    [Fact]
    public void Linux_TellsWhatTheDriverPublishes()
    {
        string root = Directory.CreateTempSubdirectory("localrag-sys-").FullName;
        try
        {
            Write(root, "drm/card0/device/gpu_busy_percent", "37\n");
            Write(root, "drm/card0/device/mem_info_vram_used", "123456\n");
            Write(root, "drm/card1/device/vendor", "0x8086\n");
            Write(root, "power_supply/AC/type", "Mains\n");
            Write(root, "power_supply/AC/online", "0\n");

            GpuStatus status = New(new LinuxGpuSystem(root)).Read();

            GpuReading gpu = Assert.Single(status.Processors);
            Assert.Equal((37d, 123_456L), (gpu.BusyPercent!.Value, gpu.MemoryInUse!.Value));
            Assert.Equal(PowerSource.Battery, status.Power);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void ThisMachine_CanBeRead()
    {
        GpuStatus status = New(GpuMonitor.CreateSystem()).Read();

        // On a Mac there is always one; elsewhere there may be none that tells.
        Assert.True(!OperatingSystem.IsMacOS() || status.Processors.Count > 0);
        Assert.All(status.Processors, gpu => Assert.NotEmpty(gpu.Name));
    }

    [Fact]
    public void Mac_TellsItsHeatAndPowerSource()
    {
        Assert.SkipUnless(OperatingSystem.IsMacOS(), "Only macOS has these calls.");

        GpuStatus status = New(GpuMonitor.CreateSystem()).Read();

        Assert.NotNull(status.Thermal);
        Assert.All(status.Processors, gpu => Assert.NotNull(gpu.BusyPercent));
    }

    private static GpuMonitor New(IGpuSystem system) => new(system, NullLogger<GpuMonitor>.Instance);

    private static void Write(string root, string path, string text)
    {
        string file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private sealed class FailingGpuSystem : IGpuSystem
    {
        public IReadOnlyList<AcceleratorEntry> ReadAccelerators() => throw new DllNotFoundException("IOKit");

        public long? ReadThermalLevel() => throw new EntryPointNotFoundException("notify_get_state");

        public string? ReadPowerSource() => throw new IOException("no");

        public IReadOnlyList<string> ReadNeuralEngineClients() => throw new UnauthorizedAccessException("no");
    }
}
