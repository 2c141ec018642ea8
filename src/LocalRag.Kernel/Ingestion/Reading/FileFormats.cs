using System.Collections.Frozen;

namespace LocalRag.Ingestion.Reading;

/// <summary>Knows which format a file has, by its name.</summary>
internal static class FileFormats
{
    private static readonly FileFormat s_text = new("text/plain", "text", new PlainTextReader(TextKind.Prose), IsText: true);
    private static readonly FileFormat s_log = new("text/plain", "a log", new PlainTextReader(TextKind.Lines), IsText: true);
    private static readonly FileFormat s_source = new("text/x-source", "source code", new PlainTextReader(TextKind.Lines), IsText: true);
    private static readonly FileFormat s_markdown = new("text/markdown", "Markdown", new MarkdownReader(), IsText: true);
    private static readonly FileFormat s_html = new("text/html", "HTML", new HtmlReader(), IsText: true);
    private static readonly FileFormat s_csv = new("text/csv", "a table of comma-separated values", new CsvDocumentReader(separator: null), IsText: true);
    private static readonly FileFormat s_tsv = new("text/tab-separated-values", "a table of tab-separated values", new CsvDocumentReader(separator: '\t'), IsText: true);
    private static readonly FileFormat s_json = new("application/json", "JSON", new JsonDocumentReader(), IsText: true);
    private static readonly FileFormat s_jsonLines = new("application/jsonl", "JSON lines", new JsonLinesReader(), IsText: true);

    private static readonly FileFormat s_pdf = new("application/pdf", "PDF", new PdfReader(TimeProvider.System), IsText: false);

    private static readonly FileFormat s_word = new(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a Word document", new WordReader(), IsText: false);

    private static readonly FrozenDictionary<string, FileFormat> s_byExtension = Extensions();

    private static readonly FrozenDictionary<string, FileFormat> s_byName = new Dictionary<string, FileFormat>
    {
        ["README"] = s_text,
        ["LICENSE"] = s_text,
        ["NOTICE"] = s_text,
        ["AUTHORS"] = s_text,
        ["CHANGELOG"] = s_text,
        ["CONTRIBUTING"] = s_text,
        ["Dockerfile"] = s_source,
        ["Makefile"] = s_source,
        ["Justfile"] = s_source,
        ["Jenkinsfile"] = s_source,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the format of a file, or null where it is none that can be ingested.</summary>
    public static FileFormat? Find(string path) =>
        s_byExtension.GetValueOrDefault(Path.GetExtension(path)) ?? s_byName.GetValueOrDefault(Path.GetFileName(path));

    /// <summary>Returns the format for a file that the user has named although its name says nothing about it.</summary>
    public static FileFormat ForNamedFile(string path) => Find(path) ?? s_text;

    private static FrozenDictionary<string, FileFormat> Extensions()
    {
        Dictionary<string, FileFormat> formats = new(StringComparer.OrdinalIgnoreCase);
        Add(formats, s_text, ".txt .text .rst .adoc .asciidoc .org .tex .srt .vtt");
        Add(formats, s_log, ".log");
        Add(formats, s_markdown, ".md .markdown .mdown .mkd");
        Add(formats, s_html, ".html .htm .xhtml");
        Add(formats, s_csv, ".csv");
        Add(formats, s_tsv, ".tsv .tab");
        Add(formats, s_json, ".json .geojson .jsonc");
        Add(formats, s_jsonLines, ".jsonl .ndjson");
        Add(formats, s_pdf, ".pdf");
        Add(formats, s_word, ".docx .docm");
        Add(formats, s_source, """
            .cs .csx .fs .fsx .vb .csproj .fsproj .vbproj .props .targets .sln .slnx .xaml .razor .cshtml
            .c .h .cc .cpp .cxx .hh .hpp .m .mm .swift .go .rs .zig .nim .d .java .kt .kts .scala .groovy .gradle .clj .cljs
            .py .pyi .rb .php .pl .pm .lua .r .jl .ex .exs .erl .hs .ml .mli .elm .dart .js .mjs .cjs .jsx .ts .mts .cts .tsx .vue .svelte
            .css .scss .sass .less .sql .sh .bash .zsh .fish .ps1 .psm1 .bat .cmd .awk .vim .el .lisp .scm
            .xml .xsd .xsl .xslt .yml .yaml .toml .ini .cfg .conf .properties .editorconfig .env .tf .hcl .proto .graphql .gql .cmake .mk .dockerfile
            """);
        return formats.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static void Add(Dictionary<string, FileFormat> formats, FileFormat format, string extensions)
    {
        foreach (string extension in extensions.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            formats.Add(extension, format);
        }
    }
}
