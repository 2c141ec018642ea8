using LocalRag.Sqlite;
using LocalRag.Sqlite.Embeddings;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag;

/// <summary>Adds the index in a SQLite file to a host.</summary>
public static class LocalRagSqliteBuilderExtensions
{
    /// <summary>Adds the <see cref="IDocumentIndex"/> that keeps documents, words and vectors in one SQLite file, and an <see cref="IEmbeddingStore"/> in another one (settings: <see cref="SqliteOptions"/>).</summary>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>A file is opened, or made, at the first use of what it is for.</remarks>
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
        builder.Services.AddSingleton<SqliteEmbeddingStore>();
        builder.Services.AddSingleton<IEmbeddingStore>(static services => services.GetRequiredService<SqliteEmbeddingStore>());
        return builder;
    }
}
