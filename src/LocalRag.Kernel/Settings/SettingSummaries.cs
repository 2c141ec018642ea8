using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace LocalRag.Settings;

/// <summary>Reads what a setting is for from the documentation file that stands beside its assembly, so that it is written once.</summary>
internal static partial class SettingSummaries
{
    private const string Opening = "Gets or sets ";

    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> s_files = new(StringComparer.Ordinal);

    public static string Find(PropertyInfo property)
    {
        Assembly assembly = property.DeclaringType!.Assembly;
        string folder = assembly.Location is { Length: > 0 } location ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;
        string file = Path.Combine(folder, assembly.GetName().Name + ".xml");
        string member = $"P:{property.DeclaringType.FullName!.Replace('+', '.')}.{property.Name}";
        return s_files.GetOrAdd(file, Read).GetValueOrDefault(member, string.Empty);
    }

    private static Dictionary<string, string> Read(string file)
    {
        try
        {
            return XDocument.Load(file).Descendants("member")
                .Where(member => member.Element("summary") is not null && member.Attribute("name") is not null)
                .GroupBy(member => member.Attribute("name")!.Value, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => ToSentence(group.First().Element("summary")!), StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            // A tool without its documentation files still lists its settings.
            return [];
        }
    }

    private static string ToSentence(XElement summary)
    {
        string text = Spaces().Replace(string.Concat(summary.DescendantNodes().Select(ToText)), " ").Trim();
        return text.StartsWith(Opening, StringComparison.Ordinal) && text.Length > Opening.Length
            ? char.ToUpperInvariant(text[Opening.Length]) + text[(Opening.Length + 1)..]
            : text;
    }

    private static string ToText(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } element =>
            (element.Attribute("cref") ?? element.Attribute("langword") ?? element.Attribute("name"))?.Value.Split('.', ':')[^1] ?? string.Empty,
        _ => string.Empty,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
