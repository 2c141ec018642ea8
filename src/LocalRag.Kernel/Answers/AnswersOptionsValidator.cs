using Microsoft.Extensions.Options;

namespace LocalRag.Answers;

[OptionsValidator]
internal sealed partial class AnswersOptionsValidator : IValidateOptions<AnswersOptions>;
