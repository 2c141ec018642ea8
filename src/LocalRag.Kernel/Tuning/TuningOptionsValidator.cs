using Microsoft.Extensions.Options;

namespace LocalRag.Tuning;

[OptionsValidator]
internal sealed partial class TuningOptionsValidator : IValidateOptions<TuningOptions>;
