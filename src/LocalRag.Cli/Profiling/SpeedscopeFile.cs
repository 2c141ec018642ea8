using System.Text.Json;

namespace LocalRag.Cli.Profiling;

/// <summary>Writes a profile as a file for speedscope, one profile for each thread.</summary>
internal static class SpeedscopeFile
{
    public static void Write(CpuProfile profile, string path)
    {
        using FileStream file = File.Create(path);
        using Utf8JsonWriter writer = new(file);
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        writer.WriteString("name", profile.CommandLine);
        writer.WriteString("exporter", "localrag");
        writer.WriteStartObject("shared");
        writer.WriteStartArray("frames");
        foreach (string name in profile.Names)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartArray("profiles");
        foreach (IGrouping<int, StackSample> thread in profile.Samples.Where(sample => sample.Kind != SampleKind.Waiting).GroupBy(sample => sample.Thread))
        {
            WriteThread(writer, thread);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteThread(Utf8JsonWriter writer, IGrouping<int, StackSample> thread)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "sampled");
        writer.WriteString("name", $"Thread {thread.Key}");
        writer.WriteString("unit", "milliseconds");
        writer.WriteNumber("startValue", 0);
        writer.WriteNumber("endValue", thread.Sum(sample => sample.Weight));
        writer.WriteStartArray("samples");
        foreach (StackSample sample in thread)
        {
            writer.WriteStartArray();
            foreach (int frame in sample.Frames)
            {
                writer.WriteNumberValue(frame);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("weights");
        foreach (StackSample sample in thread)
        {
            writer.WriteNumberValue(Math.Round(sample.Weight, 3));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
