using Microsoft.Extensions.Options;

namespace LocalRag.Memory;

[OptionsValidator]
internal sealed partial class MemoryOptionsValidator : IValidateOptions<MemoryOptions>;
