using Microsoft.Extensions.Options;

namespace LocalRag.Onnx.Tests;

public class OnnxOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Succeeds()
    {
        Assert.True(new OnnxOptionsValidator().Validate(Options.DefaultName, new OnnxOptions()).Succeeded);
    }

    [Theory]
    [InlineData(nameof(OnnxOptions.MaxTokens), 2)]
    [InlineData(nameof(OnnxOptions.Threads), -1)]
    [InlineData(nameof(OnnxOptions.ConcurrentBatches), 0)]
    [InlineData(nameof(OnnxOptions.BatchSize), 0)]
    [InlineData(nameof(OnnxOptions.BatchTokens), 0)]
    [InlineData(nameof(OnnxOptions.Model), "")]
    [InlineData(nameof(OnnxOptions.Vocabulary), "")]
    public void Validate_ValueOutOfRange_NamesTheSetting(string setting, object value)
    {
        OnnxOptions options = new();
        typeof(OnnxOptions).GetProperty(setting)!.SetValue(options, value);

        ValidateOptionsResult result = new OnnxOptionsValidator().Validate(Options.DefaultName, options);

        Assert.Contains(setting, result.FailureMessage, StringComparison.Ordinal);
    }
}
