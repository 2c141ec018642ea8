using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace LocalRag.Ingestion.Reading;

/// <summary>Which paragraph styles of a Word document are headings, and of which level; their names are translated, so their outline decides.</summary>
internal sealed class WordStyles
{
    private const int TitleLevel = 0;
    private const int MaxDepth = 20;

    private readonly Dictionary<string, (int? Level, string? BasedOn)> _styles = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the level of the headings of a style, 0 for the document's title, null for any other text.</summary>
    public int? LevelOf(string? styleId)
    {
        for (int depth = 0; styleId is not null && depth < MaxDepth && _styles.TryGetValue(styleId, out (int? Level, string? BasedOn) style); depth++)
        {
            if (style.Level is not null)
            {
                return style.Level;
            }

            styleId = style.BasedOn;
        }

        return null;
    }

    public static WordStyles Read(StyleDefinitionsPart? part)
    {
        WordStyles styles = new();
        if (part is null)
        {
            return styles;
        }

        using OpenXmlReader reader = OpenXmlReader.Create(part);
        string? id = null;
        while (reader.Read())
        {
            if (!reader.IsStartElement)
            {
                continue;
            }

            if (reader.ElementType == typeof(Style))
            {
                id = Attribute(reader, "styleId");
                if (id is not null)
                {
                    styles._styles[id] = (null, null);
                }
            }
            else if (id is not null)
            {
                styles.Take(id, reader);
            }
        }

        return styles;
    }

    /// <summary>Returns an attribute of Word's own namespace.</summary>
    public static string? Attribute(OpenXmlReader reader, string name)
    {
        foreach (OpenXmlAttribute attribute in reader.Attributes)
        {
            if (attribute.LocalName == name)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    private void Take(string id, OpenXmlReader reader)
    {
        (int? level, string? basedOn) = _styles[id];
        if (reader.ElementType == typeof(StyleName))
        {
            level ??= LevelOfName(Attribute(reader, "val"));
        }
        else if (reader.ElementType == typeof(BasedOn))
        {
            basedOn = Attribute(reader, "val");
        }
        else if (reader.ElementType == typeof(OutlineLevel)
            && int.TryParse(Attribute(reader, "val"), NumberStyles.None, CultureInfo.InvariantCulture, out int outline) && outline < 9)
        {
            level ??= outline + 1;
        }

        _styles[id] = (level, basedOn);
    }

    private static int? LevelOfName(string? name)
    {
        const string Heading = "heading ";
        if (string.Equals(name, "title", StringComparison.OrdinalIgnoreCase))
        {
            return TitleLevel;
        }

        return name is not null && name.StartsWith(Heading, StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(Heading.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int level)
                ? level
                : null;
    }
}
