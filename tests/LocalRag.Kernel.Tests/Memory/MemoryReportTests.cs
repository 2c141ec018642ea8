using LocalRag.Measurement;
using LocalRag.Memory.Platform;
using LocalRag.Memory.Reporting;

namespace LocalRag.Tests.Memory;

public sealed class MemoryReportTests
{
    private static readonly MemoryMapping[] s_mappings =
    [
        new(0x1000, 0x2000, "r--p", "/opt/app/localrag", 4, 4),
        new(0x10000, 0x20000, "rw-p", string.Empty, 100, 100),
        new(0x20000, 0x30000, "---p", string.Empty, 0, 0),
        new(0x30000, 0x40000, "rw-p", string.Empty, 50, 50),
        new(0x50000, 0x60000, "r--s", "/models/a.gguf", 80, 40),
        new(0x60000, 0x70000, "r-xs", "/memfd:doublemapper (deleted)", 7, 7),
        new(0x80000, 0x90000, "rw-p", string.Empty, 1000, 1000),
        new(0x90000, 0xa0000, "rw-p", "[stack]", 9, 9),
    ];

    [Fact]
    public void ProgramMemory_TellsHeapFilesAndCodeApart()
    {
        ProgramMemory memory = ProgramMemory.Read(s_mappings, ["/models/a.gguf"], managedAddress: 0x35000);

        Assert.Equal((4, 7, 9, 1000, 150), (memory.Images, memory.Code, memory.Stacks, memory.Anonymous, memory.ManagedHeap));
        Assert.Equal(40, memory.Owned["/models/a.gguf"]);
    }

    [Fact]
    public void Report_OfThisProcess_AccountsForItsManagedHeap()
    {
        using MemoryArbiterFixture fixture = new(new LocalRag.Memory.MemoryOptions());
        fixture.Arbiter.Register(new TestMemoryOwner("a", MemoryPriority.InUse, 123));

        MemoryReport report = new MemoryReporter(fixture.Arbiter, fixture.System).Create();

        Assert.Equal(123, report.Owners.Single(owner => owner.Name == "a").Resident);
        Assert.Equal(report.ProcessBytes, report.Owners.Sum(owner => owner.Resident) + report.Unaccounted);
    }

    [Fact]
    public void Parts_OfAReport_AddUpToTheProcess()
    {
        IReadOnlyDictionary<MemoryTrim, long> nothing = new Dictionary<MemoryTrim, long>();
        MemoryOwnerLine[] lines =
        [
            new("managed.heap", MemoryKind.ManagedHeap, MemoryPriority.Spare, new MemoryUsage(0, Managed: 60), 50, nothing),
            new("cache", MemoryKind.Cache, MemoryPriority.Recomputable, new MemoryUsage(Private: 5, Managed: 20), 25, nothing),
            new("llama.kv", MemoryKind.KeyValues, MemoryPriority.InUse, new MemoryUsage(30), 30, nothing),
            new("llama.kv", MemoryKind.KeyValues, MemoryPriority.InUse, new MemoryUsage(10), 10, nothing),
            new("index.codes", MemoryKind.Index, MemoryPriority.Rereadable, default, 0, nothing),
        ];
        MemoryReport report = new("PSS", 100, new MemoryStatus(1000, 100, 900, MemoryPressure.None), lines, 100 - lines.Sum(line => line.Accounted), []);

        IReadOnlyList<MemoryOwner> parts = MemoryOwner.ListOf(report);

        Assert.Equal([("managed.heap", 50), ("llama.kv", 40), ("cache", 5), ("unaccounted", 5)], parts.Select(part => (part.Name, part.Bytes)));
    }
}
