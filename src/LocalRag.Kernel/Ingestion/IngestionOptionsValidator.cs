using Microsoft.Extensions.Options;

namespace LocalRag.Ingestion;

/// <summary>Checks the ranges of <see cref="IngestionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class IngestionOptionsValidator : IValidateOptions<IngestionOptions>;
