using Microsoft.Extensions.Options;

namespace LocalRag.Models;

[OptionsValidator]
internal sealed partial class ModelsOptionsValidator : IValidateOptions<ModelsOptions>;
