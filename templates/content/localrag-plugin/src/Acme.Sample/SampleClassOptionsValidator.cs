using Microsoft.Extensions.Options;

namespace Acme.Sample;

[OptionsValidator]
internal sealed partial class SampleClassOptionsValidator : IValidateOptions<SampleClassOptions>;
