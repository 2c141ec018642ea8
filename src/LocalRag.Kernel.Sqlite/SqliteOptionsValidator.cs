using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite;

[OptionsValidator]
internal sealed partial class SqliteOptionsValidator : IValidateOptions<SqliteOptions>;
