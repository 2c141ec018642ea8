using LocalRag.Memory.Platform;

namespace LocalRag.Tests.Memory.Platform;

public sealed class LinuxMemorySystemTests : IDisposable
{
    private const long KiB = 1024;

    private readonly string _root = Directory.CreateTempSubdirectory("localrag-proc-").FullName;

    public LinuxMemorySystemTests()
    {
        Write("proc/meminfo", """
            MemTotal:       24683620 kB
            MemFree:        21537176 kB
            MemAvailable:   23297396 kB
            HugePages_Total:       0
            """);
        Write("proc/self/status", """
            Name:	localrag
            VmRSS:	  400000 kB
            RssAnon:	  300000 kB
            RssFile:	   90000 kB
            RssShmem:	   10000 kB
            Threads:	20
            """);
        Write("proc/pressure/memory", """
            some avg10=3.25 avg60=1.10 avg300=0.30 total=123456
            full avg10=1.50 avg60=0.40 avg300=0.10 total=65432
            """);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Sample_NoLimit_IsTheMachine()
    {
        MemorySample sample = new LinuxMemorySystem(_root).Sample();

        Assert.Equal(24_683_620 * KiB, sample.Capacity);
        Assert.Equal(23_297_396 * KiB, sample.Available);
        Assert.Equal(400_000 * KiB, sample.Process);
        Assert.Equal(0.0325, sample.StalledSome!.Value, 6);
        Assert.Equal(0.0150, sample.StalledFull!.Value, 6);
    }

    [Fact]
    public void Sample_Version2Group_TakesTheTightestLimitAboveIt()
    {
        Write("proc/self/cgroup", "0::/user.slice/app.service\n");
        Write("sys/fs/cgroup/user.slice/memory.max", "2000000000\n");
        Write("sys/fs/cgroup/user.slice/memory.current", "1500000000\n");
        Write("sys/fs/cgroup/user.slice/memory.stat", "anon 1\ninactive_file 300000000\n");
        Write("sys/fs/cgroup/user.slice/app.service/memory.max", "max\n");
        Write("sys/fs/cgroup/user.slice/app.service/memory.current", "900000000\n");
        Write("sys/fs/cgroup/user.slice/app.service/memory.pressure", "some avg10=50.00 avg60=0.00 avg300=0.00 total=1\nfull avg10=25.00 avg60=0.00 avg300=0.00 total=1\n");

        MemorySample sample = new LinuxMemorySystem(_root).Sample();

        Assert.Equal((2_000_000_000, 800_000_000), (sample.Capacity, sample.Available));
        Assert.Equal((0.5, 0.25), (sample.StalledSome, sample.StalledFull));
    }

    [Fact]
    public void Sample_Version1Group_ReadsItsOwnController()
    {
        Write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/jobs/7\n0::/\n");
        Write("sys/fs/cgroup/memory/jobs/7/memory.limit_in_bytes", "1000000000\n");
        Write("sys/fs/cgroup/memory/jobs/7/memory.usage_in_bytes", "600000000\n");
        Write("sys/fs/cgroup/memory/jobs/7/memory.stat", "cache 5\ntotal_inactive_file 100000000\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        MemorySample sample = new LinuxMemorySystem(_root).Sample();

        Assert.Equal((1_000_000_000, 500_000_000), (sample.Capacity, sample.Available));
    }

    [Fact]
    public void Sample_GroupNamedAsOnTheHost_ReadsTheMountItself()
    {
        Write("proc/self/cgroup", "0::/docker/0123456789abcdef\n");
        Write("sys/fs/cgroup/memory.max", "500000000\n");
        Write("sys/fs/cgroup/memory.current", "100000000\n");

        MemorySample sample = new LinuxMemorySystem(_root).Sample();

        Assert.Equal((500_000_000, 400_000_000), (sample.Capacity, sample.Available));
    }

    [Fact]
    public void Sample_KernelWithoutPressure_TellsNone()
    {
        File.Delete(Path.Combine(_root, "proc/pressure/memory"));

        Assert.Null(new LinuxMemorySystem(_root).Sample().StalledSome);
    }

    [Fact]
    public void Sample_FigureIsMissing_NamesFileAndFigure()
    {
        Write("proc/meminfo", "MemFree: 1 kB\n");

        LocalRagException exception = Assert.Throws<LocalRagException>(() => new LinuxMemorySystem(_root).Sample());

        Assert.Contains("proc/meminfo does not tell MemTotal", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadProcess_Recorded_GivesSumsAndMappings()
    {
        Write("proc/self/smaps_rollup", "00400000-7ffc0000 ---p 00000000 00:00 0    [rollup]\nRss: 600 kB\nPss: 500 kB\nPrivate_Clean: 150 kB\nPrivate_Dirty: 300 kB\nAnonymous: 400 kB\nSwapPss: 7 kB\n");
        Write("proc/self/smaps", """
            55d0a000-55d0c000 r--p 00000000 103:02 1234      /opt/models/small model.gguf
            Size:                 98 kB
            Rss:                  90 kB
            Pss:                  45 kB
            VmFlags: rd mr mw me
            7f1200000000-7f1200021000 rw-p 00000000 00:00 0
            Rss:                  12 kB
            Pss:                  12 kB
            """);

        LinuxMemorySystem system = new(_root);
        ProcessMemory process = system.ReadProcess();

        Assert.Equal((500 * KiB, 600 * KiB, 400 * KiB, 7 * KiB), (process.Bytes, process.Resident, process.Private, process.Compressed));
        Assert.Equal(
            [
                new MemoryMapping(0x55d0a000, 0x55d0c000, "r--p", "/opt/models/small model.gguf", 90 * KiB, 45 * KiB),
                new MemoryMapping(0x7f1200000000, 0x7f1200021000, "rw-p", string.Empty, 12 * KiB, 12 * KiB),
            ],
            system.ReadMappings());
    }

    [Fact]
    public void Sample_ThisMachine_IsPlausible()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");

        MemorySample sample = new LinuxMemorySystem().Sample();

        Assert.InRange(sample.Available, 1, sample.Capacity);
        Assert.InRange(sample.Process, 1_000_000, sample.Capacity);
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
