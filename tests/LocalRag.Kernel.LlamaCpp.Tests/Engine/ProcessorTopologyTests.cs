using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Tests.Engine;

public sealed class ProcessorTopologyTests
{
    [Fact]
    public void Cores_AreAtLeastOne_AndAtMostTheProcessors()
        => Assert.InRange(ProcessorTopology.Cores, 1, Environment.ProcessorCount);

    [Fact]
    public void TwoThreadsOfACore_CountOnce()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("localrag-topology-");
        try
        {
            Write(folder, 0, "0,2\n");
            Write(folder, 1, "1,3\n");
            Write(folder, 2, "0,2\n");
            Write(folder, 3, "1,3\n");

            Assert.Equal(2, ProcessorTopology.CountLinuxCores(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void SlowCores_DoNotCount_BesideFastOnes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("localrag-topology-");
        try
        {
            int[] capacities = [1024, 1024, 960, 460, 460];
            for (int cpu = 0; cpu < capacities.Length; cpu++)
            {
                Write(folder, cpu, $"{cpu}\n");
                File.WriteAllText(Path.Combine(folder.FullName, $"cpu{cpu}", "cpu_capacity"), $"{capacities[cpu]}\n");
            }

            Assert.Equal(3, ProcessorTopology.CountLinuxCores(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void WithoutTheKernelsFiles_EveryProcessorCounts()
        => Assert.Equal(Environment.ProcessorCount, ProcessorTopology.CountLinuxCores(Path.Combine(Path.GetTempPath(), "localrag-no-such-folder")));

    private static void Write(DirectoryInfo folder, int cpu, string siblings) =>
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory($"cpu{cpu}/topology").FullName, "thread_siblings_list"), siblings);
}
