using System.Text.Json;
using System.Text.Json.Serialization;
using LocalRag.LlamaCpp.Sampling.Grammars;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Sampling;

public sealed class JsonSchemaGrammarTests(ChatModelFixture fixture)
{
    private static readonly JsonSerializerOptions s_withNulls = new(AIJsonUtilities.DefaultOptions) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    private enum Colour
    {
        Red,
        Green,
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "\"a \\\"quoted\\\" ü\"")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"abc\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2025-01-31\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2025-01-31T10:20:30Z\"")]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"0190a0de-1111-4222-8333-444455556666\"")]
    [InlineData("""{"type":"integer"}""", "-12")]
    [InlineData("""{"type":"number"}""", "-1.5e10")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    [InlineData("""{"enum":["a",1,null,{"b":2}]}""", "{\"b\":2}")]
    [InlineData("""{"const":"fünf"}""", "\"fünf\"")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"boolean"}]}""", "true")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"boolean"}]}""", "7")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[1, 2,3]")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[]")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", "[1,2,3]")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a","b"]}""", "{\"a\": 1, \"b\": \"x\"}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["b"]}""", "{\"b\":\"x\"}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}}}""", "{}")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", "{\"x\":1,\"y\":2}")]
    [InlineData("""{"properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""", "{\"next\":{\"next\":null}}")]
    [InlineData("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"boolean"}}}""", "false")]
    [InlineData("{}", "[1,{\"a\":null}]")]
    public void Value_ThatTheSchemaAllows_Matches(string schema, string value) => Assert.True(Accepts(schema, value));

    [Theory]
    [InlineData("""{"type":"string"}""", "\"open")]
    [InlineData("""{"type":"string"}""", "\"a\nb\"")]
    [InlineData("""{"type":"string"}""", "\"\\uD800\"")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"abcd\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2025-13-31\"")]
    [InlineData("""{"type":"integer"}""", "1.5")]
    [InlineData("""{"type":"integer"}""", "012")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", "[1]")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", "[1,2,3,4]")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[1,]")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a","b"]}""", "{\"a\":1}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", "{\"a\":1,\"c\":2}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}}}""", "{,\"b\":\"x\"}")]
    public void Value_ThatTheSchemaForbids_DoesNotMatch(string schema, string value) => Assert.False(Accepts(schema, value));

    [Theory]
    [InlineData("""{"type":"string","pattern":"a+"}""", "pattern")]
    [InlineData("""{"type":"integer","minimum":3}""", "minimum")]
    [InlineData("""{"type":"string","format":"hostname"}""", "hostname")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "uniqueItems")]
    [InlineData("""{"not":{"type":"string"}}""", "not")]
    [InlineData("""{"allOf":[{"type":"string"},{"minLength":1}]}""", "allOf")]
    [InlineData("""{"type":"object","patternProperties":{"a":{}}}""", "patternProperties")]
    [InlineData("""{"type":"object","properties":{},"required":["a"]}""", "required")]
    [InlineData("""{"$ref":"https://example.com/schema"}""", "$ref")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "$ref")]
    [InlineData("""{"type":"text"}""", "type text")]
    [InlineData("""{"type":"array","maxItems":100000}""", "maxItems")]
    [InlineData("false", "False")]
    public void Keyword_ThatNoGrammarExpresses_IsAnErrorThatNamesIt(string schema, string keyword)
    {
        LocalRagException exception = Assert.Throws<LocalRagException>(() => Convert(schema));

        Assert.Contains(keyword, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_OfAClass_AcceptsItsSerializedForm()
    {
        JsonElement schema = AIJsonUtilities.CreateJsonSchema(typeof(Order));
        Order order = new("A-1", 3, [new Line("pen", 1.25m), new Line("ink", 2)], Colour.Green, null);
        string json = JsonSerializer.Serialize(order, s_withNulls);

        Assert.True(GrammarProbe.Accepts(fixture.Model.Model.Vocabulary, JsonSchemaGrammar.Convert(schema), json), json);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"a\": [1, \"x\", {\"b\": null}], \"c\": -0.5}", true)]
    [InlineData("[1]", false)]
    [InlineData("{\"a\":1", false)]
    public void JsonMode_AllowsObjects_AndNothingElse(string value, bool expected)
        => Assert.Equal(expected, GrammarProbe.Accepts(fixture.Model.Model.Vocabulary, JsonSchemaGrammar.AnyObject, value));

    private static string Convert(string schema) => JsonSchemaGrammar.Convert(JsonDocument.Parse(schema).RootElement);

    private bool Accepts(string schema, string value) => GrammarProbe.Accepts(fixture.Model.Model.Vocabulary, Convert(schema), value);

    private sealed record Line(string Product, decimal Price);

    private sealed record Order(string Id, int Count, Line[] Lines, Colour Colour, Order? Previous);
}
