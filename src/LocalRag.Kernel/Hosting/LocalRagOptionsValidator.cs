using Microsoft.Extensions.Options;

namespace LocalRag.Hosting;

[OptionsValidator]
internal sealed partial class LocalRagOptionsValidator : IValidateOptions<LocalRagOptions>;
