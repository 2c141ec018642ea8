using LocalRag.Measurement;

namespace LocalRag.Tests.Measurement;

public sealed class VariantDefinitionTests
{
    public static TheoryData<string, string, string[]> Known { get; } = new()
    {
        { "none", "none", ["Plugins:Enabled=false"] },
        { "all", "all", ["Plugins:Enabled=true", "Plugins:Optimizers:0=all"] },
        { "cache,speed", "cache,speed", ["Plugins:Enabled=true", "Plugins:Only:0=cache", "Plugins:Only:1=speed"] },
        { "one:Llama:Threads=1", "one", ["Plugins:Enabled=false", "Llama:Threads=1"] },
        { "x:plugins=cache+speed,Llama:Threads=1", "x", ["Plugins:Enabled=true", "Plugins:Only:0=cache", "Plugins:Only:1=speed", "Llama:Threads=1"] },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Parse_Variant_BecomesSettings(string text, string name, string[] assignments)
    {
        VariantDefinition variant = VariantDefinition.Parse(text);

        Assert.Equal(name, variant.Name);
        Assert.Equal(assignments, variant.Assignments);
        Assert.True(variant.Metered);
    }

    [Fact]
    public void Parse_MetersOff_LeavesTheInstrumentsUnheard() => Assert.False(VariantDefinition.Parse("quiet:meters=off").Metered);

    [Theory]
    [InlineData("")]
    [InlineData(":Llama:Threads=1")]
    [InlineData("a b")]
    [InlineData("x:meters=maybe")]
    [InlineData("x:=1")]
    public void Parse_AnythingElse_IsRefusedWithTheForms(string text) =>
        Assert.Contains("name:Key=value", Assert.Throws<LocalRagException>(() => VariantDefinition.Parse(text)).NextStep, StringComparison.Ordinal);
}
