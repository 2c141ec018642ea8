using Microsoft.Extensions.Options;

namespace LocalRag.Gpu;

/// <summary>There is no value that cannot be.</summary>
internal sealed class GpuOptionsValidator : IValidateOptions<GpuOptions>
{
    public ValidateOptionsResult Validate(string? name, GpuOptions options) => ValidateOptionsResult.Success;
}
