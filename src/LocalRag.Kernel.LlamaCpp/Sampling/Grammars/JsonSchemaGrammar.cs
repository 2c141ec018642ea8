using System.Text.Json;

namespace LocalRag.LlamaCpp.Sampling.Grammars;

/// <summary>Grammars, in llama.cpp's GBNF, of the JSON that an answer must be.</summary>
internal static class JsonSchemaGrammar
{
    /// <summary>The rules that all grammars share. White space is bounded, so that a model cannot go on with it for ever.</summary>
    internal const string CommonRules =
        """
        ws ::= | " " | "\n" [ \t]{0,20}
        hex ::= [0-9a-fA-F]
        char ::= [^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt/] | "u" ([0-9abcefABCEF] hex{3} | [dD] [0-7] hex{2}))
        string ::= "\"" char* "\""
        integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
        number ::= integer ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?
        boolean ::= "true" | "false"
        null ::= "null"
        value ::= object | array | string | number | boolean | null
        member ::= string ":" ws value ws
        object ::= "{" ws (member ("," ws member)*)? "}"
        array ::= "[" ws (value ws ("," ws value ws)*)? "]"
        date ::= [0-9]{4} "-" ("0" [1-9] | "1" [0-2]) "-" ("0" [1-9] | [1-2] [0-9] | "3" [0-1])
        time ::= ([0-1] [0-9] | "2" [0-3]) ":" [0-5] [0-9] ":" [0-5] [0-9] ("." [0-9]{1,7})?
        offset ::= "Z" | [-+] ([0-1] [0-9] | "2" [0-3]) ":" [0-5] [0-9]
        uuid ::= hex{8} "-" hex{4} "-" hex{4} "-" hex{4} "-" hex{12}
        word ::= [a-zA-Z0-9_.+-]+
        uri ::= [a-z]+ ":" [a-zA-Z0-9._~:/?#@!$&'()*+,;=%-]+

        """;

    /// <summary>The grammar of any JSON object.</summary>
    public const string AnyObject = "root ::= object\n" + CommonRules;

    /// <summary>Returns the grammar of the values that a schema allows. Of objects with optional properties the order is that of the schema.</summary>
    /// <exception cref="LocalRagException">The schema has a keyword that the grammar cannot express; it is never left out.</exception>
    public static string Convert(JsonElement schema) => new JsonSchemaConverter(schema).Convert();
}
