using Microsoft.Extensions.Options;

namespace LocalRag.Retrieval;

[OptionsValidator]
internal sealed partial class RetrievalOptionsValidator : IValidateOptions<RetrievalOptions>;
