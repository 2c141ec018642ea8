using LocalRag.Sqlite;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
        builder.Services.AddSingleton<SqliteDocumentIndex>();
        builder.Services.AddSingleton<IDocumentIndex>(static services => services.GetRequiredService<SqliteDocumentIndex>());
        builder.Services.AddSingleton(static services => new SqliteMaintenance(
            services.GetRequiredService<SqliteDocumentIndex>(),
            services.GetRequiredService<IOptionsMonitor<SqliteOptions>>(),
            services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }
}
