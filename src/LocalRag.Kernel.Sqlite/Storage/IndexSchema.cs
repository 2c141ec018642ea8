using System.Globalization;

namespace LocalRag.Sqlite.Storage;

/// <summary>Makes the tables, and brings those of an older version up to date.</summary>
internal static class IndexSchema
{
    /// <summary>The mark in the file's header that tells our files from other SQLite databases: "LRAG".</summary>
    public const int ApplicationId = 0x4C524147;

    /// <summary>The steps from nothing to the present schema: step n leads from version n to n + 1, and is never changed once released.</summary>
    private static readonly string[] s_migrations =
    [
        """
        CREATE TABLE state (
            id INTEGER PRIMARY KEY CHECK (id = 0),
            version INTEGER NOT NULL,
            next_chunk INTEGER NOT NULL,
            embedding_model TEXT,
            dimensions INTEGER NOT NULL
        ) STRICT;
        INSERT INTO state VALUES (0, 0, 1, NULL, 0);

        CREATE TABLE documents (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            media_type TEXT NOT NULL,
            ingested_at TEXT NOT NULL,
            first_chunk INTEGER NOT NULL,
            chunk_count INTEGER NOT NULL,
            embedding_count INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE chunks (
            id INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES documents (id),
            ordinal INTEGER NOT NULL,
            text TEXT NOT NULL,
            headings TEXT NOT NULL,
            first_line INTEGER,
            last_line INTEGER,
            first_page INTEGER,
            last_page INTEGER,
            token_count INTEGER NOT NULL,
            UNIQUE (document, ordinal)
        ) STRICT;

        CREATE TABLE embeddings (
            chunk INTEGER PRIMARY KEY REFERENCES chunks (id),
            vector BLOB NOT NULL
        ) STRICT;

        CREATE TABLE removals (
            version INTEGER PRIMARY KEY,
            first_chunk INTEGER NOT NULL,
            chunk_count INTEGER NOT NULL
        ) STRICT;

        CREATE VIEW passages AS
            SELECT chunks.id AS id, chunks.text AS text, chunks.headings AS headings, documents.title AS title
            FROM chunks JOIN documents ON documents.id = chunks.document;

        CREATE VIRTUAL TABLE passages_fts USING fts5 (
            text, headings, title, content = 'passages', content_rowid = 'id', tokenize = 'porter unicode61');
        """,
        """
        ALTER TABLE state ADD COLUMN documents INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE state ADD COLUMN chunks INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE state ADD COLUMN embeddings INTEGER NOT NULL DEFAULT 0;
        UPDATE state SET
            documents = (SELECT count(*) FROM documents),
            chunks = (SELECT coalesce(sum(chunk_count), 0) FROM documents),
            embeddings = (SELECT coalesce(sum(embedding_count), 0) FROM documents);

        DROP VIEW passages;
        CREATE TABLE new_chunks (
            id INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES documents (id),
            ordinal INTEGER NOT NULL,
            text TEXT NOT NULL,
            headings TEXT NOT NULL,
            first_line INTEGER,
            last_line INTEGER,
            first_page INTEGER,
            last_page INTEGER,
            token_count INTEGER NOT NULL
        ) STRICT;
        INSERT INTO new_chunks SELECT * FROM chunks;
        DROP TABLE chunks;
        ALTER TABLE new_chunks RENAME TO chunks;
        CREATE VIEW passages AS
            SELECT chunks.id AS id, chunks.text AS text, chunks.headings AS headings, documents.title AS title
            FROM chunks JOIN documents ON documents.id = chunks.document;

        CREATE UNIQUE INDEX idx_chunks_doc_id ON chunks (document, ordinal);
        CREATE INDEX idx_embeddings_chunk_id ON embeddings (chunk);
        CREATE INDEX idx_documents_first_chunk ON documents (first_chunk, embedding_count);
        CREATE INDEX idx_documents_media_type ON documents (media_type, first_chunk);
        CREATE INDEX idx_documents_ingested_at ON documents (julianday(ingested_at));

        CREATE TABLE quantizers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            dimensions INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            mean BLOB NOT NULL,
            trained_on INTEGER NOT NULL,
            next_chunk INTEGER NOT NULL,
            end_chunk INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE bit_codes (
            quantizer INTEGER NOT NULL,
            chunk INTEGER NOT NULL,
            code BLOB NOT NULL,
            PRIMARY KEY (quantizer, chunk)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE byte_codes (
            chunk INTEGER PRIMARY KEY,
            code BLOB NOT NULL
        ) STRICT;
        """,
    ];

    /// <summary>Gets the steps, for tests of what earlier versions have left.</summary>
    public static IReadOnlyList<string> Migrations => s_migrations;

    /// <summary>Gets the version that this build reads and writes.</summary>
    public static int CurrentVersion => s_migrations.Length;

    /// <summary>Makes or updates the schema; a file that is not ours, or of a newer version, is refused unchanged.</summary>
    public static void Prepare(IndexConnection connection)
    {
        Verify(connection);

        // All three only matter, and the first two only work, while the file is still empty. Pages of 8 KiB hold five vectors of 384 numbers with little waste.
        connection.Execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;");
        using (IndexStatement journal = connection.Prepare("PRAGMA journal_mode = WAL"))
        {
            if (!journal.Step() || !string.Equals(journal.Text(0), "wal", StringComparison.OrdinalIgnoreCase))
            {
                throw new LocalRagException(
                    $"The folder of the index {connection.File} does not support a write-ahead log.",
                    "Set Sqlite:Path to a file on a local disk: network folders cannot hold the index.");
            }
        }

        if (connection.ReadInt64("PRAGMA user_version") == CurrentVersion)
        {
            return;
        }

        // A step may put another table in the place of one that is referred to; the setting cannot be changed within a transaction.
        connection.Execute("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
        try
        {
            // Another process may have done the same since the first look.
            for (long version = Verify(connection); version < CurrentVersion; version++)
            {
                connection.Execute(s_migrations[version]);
            }

            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {CurrentVersion};
                """));
            connection.Execute("COMMIT");
        }
        finally
        {
            connection.RollBack();
            connection.Execute("PRAGMA foreign_keys = ON");
        }
    }

    private static long Verify(IndexConnection connection)
    {
        long application = connection.ReadInt64("PRAGMA application_id");
        long version = connection.ReadInt64("PRAGMA user_version");
        bool empty = connection.ReadInt64("SELECT count(*) FROM sqlite_schema") == 0;
        if (application != ApplicationId && !(application == 0 && empty))
        {
            throw new LocalRagException(
                $"The file {connection.File} is a SQLite database, but not an index of this program.",
                "Set Sqlite:Path to another file.");
        }

        if (version > CurrentVersion)
        {
            throw new LocalRagException(
                $"The index {connection.File} has schema version {version}; this program knows versions up to {CurrentVersion}.",
                "Use the newer program that made it, or set Sqlite:Path to another file and ingest the documents again.");
        }

        return version;
    }
}
