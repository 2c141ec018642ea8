using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp;

[OptionsValidator]
internal sealed partial class LlamaOptionsValidator : IValidateOptions<LlamaOptions>;
