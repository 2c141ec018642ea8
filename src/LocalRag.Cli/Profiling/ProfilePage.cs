using System.Text;
using System.Text.Json;

namespace LocalRag.Cli.Profiling;

/// <summary>Writes a profile as one page that needs nothing else.</summary>
internal static class ProfilePage
{
    private const string Placeholder = "/*PROFILE*/null";

    /// <summary>What is narrower on any screen is left out of the page; the speedscope file has it.</summary>
    private const double SmallestShare = 0.0002;

    public static void Write(CpuProfile profile, string path)
    {
        using Stream stream = typeof(ProfilePage).Assembly.GetManifestResourceStream("profile.html")
            ?? throw new InvalidOperationException("The page's template is not in the program.");
        using StreamReader reader = new(stream);
        string template = reader.ReadToEnd();

        // JSON inside a script element: the default encoder escapes < and >, so no name of a method can end the element.
        File.WriteAllText(path, template.Replace(Placeholder, ToJson(profile), StringComparison.Ordinal));
    }

    private static string ToJson(CpuProfile profile)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("command", profile.CommandLine);
            writer.WriteNumber("ms", Math.Round(profile.Milliseconds, 1));
            writer.WriteNumber("cpuMs", Math.Round(profile.ProcessorMilliseconds, 1));
            writer.WriteNumber("managedMs", Math.Round(profile.ManagedMilliseconds, 1));
            writer.WriteNumber("nativeMs", Math.Round(profile.CalledNativeMilliseconds, 1));
            writer.WriteNumber("nativeShare", Math.Round(profile.NativeShare, 4));
            writer.WriteNumber("samples", profile.Samples.Count(sample => sample.Kind != SampleKind.Waiting));
            writer.WriteStartArray("names");
            foreach (string name in profile.Names)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("trees");
            WriteTree(writer, "cpu", profile.Samples.Where(sample => sample.Kind != SampleKind.Waiting));
            WriteTree(writer, "managed", profile.Samples.Where(sample => sample.Kind == SampleKind.Managed));
            WriteTree(writer, "waiting", profile.Samples.Where(sample => sample.Kind == SampleKind.Waiting));
            writer.WriteEndObject();
            writer.WriteStartArray("stages");
            foreach (Stage stage in profile.Stages)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(stage.Name);
                writer.WriteNumberValue(Math.Round(stage.Start, 2));
                writer.WriteNumberValue(Math.Round(stage.Milliseconds, 2));
                writer.WriteNumberValue(stage.Depth);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteTree(Utf8JsonWriter writer, string property, IEnumerable<StackSample> samples)
    {
        FlameNode root = FlameNode.Build(samples);
        writer.WritePropertyName(property);
        WriteNode(writer, root, root.Milliseconds * SmallestShare);
    }

    // Arrays rather than objects, because there are thousands: name, milliseconds, own milliseconds, children.
    private static void WriteNode(Utf8JsonWriter writer, FlameNode node, double smallest)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(node.Name);
        writer.WriteNumberValue(Math.Round(node.Milliseconds, 2));
        writer.WriteNumberValue(Math.Round(node.OwnMilliseconds, 2));
        writer.WriteStartArray();
        foreach (FlameNode child in node.Children.Where(child => child.Milliseconds >= smallest))
        {
            WriteNode(writer, child, smallest);
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
    }
}
