using LocalRag.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag;

/// <summary>Adds the index in a SQLite file to a host.</summary>
public static class LocalRagSqliteBuilderExtensions
{
    /// <summary>Adds the <see cref="IDocumentIndex"/> that keeps documents, words and vectors in one SQLite file (settings: <see cref="SqliteOptions"/>).</summary>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The file is opened, or made, at the first use of the index.</remarks>
    public static ILocalRagBuilder AddSqliteIndex(this ILocalRagBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSettings<SqliteOptions, SqliteOptionsValidator>("Sqlite");
        builder.Services.AddSingleton<IDocumentIndex, SqliteDocumentIndex>();
        return builder;
    }
}
