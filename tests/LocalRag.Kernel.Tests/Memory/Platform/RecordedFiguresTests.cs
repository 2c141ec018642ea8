using System.Buffers.Binary;
using LocalRag.Memory.Platform;

namespace LocalRag.Tests.Memory.Platform;

/// <summary>The answers of systems that the tests do not run on, laid out as their headers say.</summary>
public sealed class RecordedFiguresTests
{
    [Fact]
    public void MacTask_GivesFootprintResidentAndCompressed()
    {
        byte[] answer = new byte[MacMemoryFigures.TaskLength];
        Put(answer, 0, 400_000_000_000);
        Put(answer, 16, 900_000_000);
        Put(answer, 120, 50_000_000);
        Put(answer, 144, 700_000_000);

        ProcessMemory process = MacMemoryFigures.ReadTask(answer);

        Assert.Equal(("phys_footprint", 700_000_000, 900_000_000, 50_000_000), (process.Measure, process.Bytes, process.Resident, process.Compressed));
    }

    [Fact]
    public void MacMachine_AvailableIsWhatProgramsKernelAndCompressorDoNotHold()
    {
        byte[] answer = new byte[MacMemoryFigures.MachineLength];
        PutPages(answer, 0, 10_000);
        PutPages(answer, 12, 100_000);
        PutPages(answer, 88, 5_000);
        PutPages(answer, 128, 45_000);
        PutPages(answer, 140, 300_000);

        long available = MacMemoryFigures.ReadAvailable(answer, 16_384, 17_179_869_184);

        Assert.Equal(17_179_869_184 - ((300_000 - 5_000 + 100_000 + 45_000) * 16_384L), available);
    }

    [Theory]
    [InlineData(1, MemoryPressure.None)]
    [InlineData(2, MemoryPressure.Moderate)]
    [InlineData(4, MemoryPressure.Critical)]
    public void MacPressure_FollowsTheKernelsLevel(int level, MemoryPressure expected) => Assert.Equal(expected, MacMemoryFigures.Pressure(level));

    [Fact]
    public void Windows_GivesMachineAvailableWorkingSetAndPrivateUsage()
    {
        byte[] machine = new byte[WindowsMemoryFigures.MachineLength];
        Put(machine, 8, 17_000_000_000);
        Put(machine, 16, 6_000_000_000);
        byte[] counters = new byte[WindowsMemoryFigures.ProcessLength];
        Put(counters, 16, 450_000_000);
        Put(counters, 72, 380_000_000);

        ProcessMemory process = WindowsMemoryFigures.ReadProcess(counters);

        Assert.Equal((17_000_000_000, 6_000_000_000), WindowsMemoryFigures.ReadMachine(machine));
        Assert.Equal((380_000_000, 450_000_000), (process.Bytes, process.Resident));
    }

    private static void Put(byte[] answer, int offset, long value) => BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(offset), value);

    private static void PutPages(byte[] answer, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(answer.AsSpan(offset), value);
}
